package io.pgstride.caching.redis;

/**
 * Makes bytes of values, and values of bytes. Thread-safe.
 *
 * <p>What is in Redis may come from somebody else: {@link #decode} must run no code that the bytes name, and fail on what it does not know. If it fails, the entry is not
 * there; if {@link #encode} does, the value is not stored. Neither reaches who asked.
 *
 * @param <V> the type of values
 */
public interface Codec<V> {
    /**
     * {@return the bytes of a value}
     *
     * @param value never null
     * @throws Exception if it has none
     */
    byte[] encode(V value) throws Exception;

    /**
     * {@return the value of bytes}
     *
     * @param bytes what {@link #encode} has made, or anything else
     * @throws Exception if they are not those of a value
     */
    V decode(byte[] bytes) throws Exception;
}
