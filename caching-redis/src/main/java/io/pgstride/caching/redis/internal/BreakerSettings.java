package io.pgstride.caching.redis.internal;

import java.time.Duration;

/**
 * When Redis is not asked any more.
 *
 * @param failures of the last twice as many calls
 * @param pause until it is tried again
 */
public record BreakerSettings(int failures, Duration pause) {}
