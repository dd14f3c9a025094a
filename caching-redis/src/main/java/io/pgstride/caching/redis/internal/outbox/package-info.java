@NullMarked
package io.pgstride.caching.redis.internal.outbox;

import org.jspecify.annotations.NullMarked;
