/** Caches that processes share, kept in Redis. */
@NullMarked
package io.pgstride.caching.redis;

import org.jspecify.annotations.NullMarked;
