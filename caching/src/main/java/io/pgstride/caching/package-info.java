/** Cache-aside that leaves no stale entry behind, also when what fills it was read from a lagging replica. */
@NullMarked
package io.pgstride.caching;

import org.jspecify.annotations.NullMarked;
