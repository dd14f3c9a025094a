package io.pgstride.caching.redis.internal;

/** Redis was not asked. Has no stack trace, as there may be many. */
final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnavailableException(String why) {
        super("Redis is not asked: " + why, null, false, false);
    }
}
