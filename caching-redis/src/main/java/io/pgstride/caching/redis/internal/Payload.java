package io.pgstride.caching.redis.internal;

/**
 * What a codec has made of a value.
 *
 * @param length of what the codec made
 * @param bytes as they are in Redis
 */
@SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
record Payload(Kind kind, int length, byte[] bytes) {

    /** In the order of their numbers in Redis. */
    enum Kind {
        /** The source has no value. */
        ABSENT,
        PLAIN,
        DEFLATED
    }
}
