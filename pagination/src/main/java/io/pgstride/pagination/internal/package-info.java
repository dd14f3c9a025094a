/** How pages are asked for and read. */
@NullMarked
package io.pgstride.pagination.internal;

import org.jspecify.annotations.NullMarked;
