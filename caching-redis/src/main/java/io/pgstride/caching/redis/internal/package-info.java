@NullMarked
package io.pgstride.caching.redis.internal;

import org.jspecify.annotations.NullMarked;
