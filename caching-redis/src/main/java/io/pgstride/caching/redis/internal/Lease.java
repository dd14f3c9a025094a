package io.pgstride.caching.redis.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A lease.
 *
 * @param token names it, in Redis too
 * @param tags versions of the entry's tags, as they were before the load
 */
@SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
record Lease(byte[] token, long[] tags) {

    /** Tokens that nobody else ever has. Thread-safe. */
    static final class Tokens {
        private final String own = UUID.randomUUID() + "-";
        private final AtomicLong number = new AtomicLong();

        byte[] next() {
            return (own + number.incrementAndGet()).getBytes(ISO_8859_1);
        }
    }
}
