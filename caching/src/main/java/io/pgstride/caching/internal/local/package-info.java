@NullMarked
package io.pgstride.caching.internal.local;

import org.jspecify.annotations.NullMarked;
