package io.pgstride.caching.redis.internal;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a codec has made of a value.
 *
 * @param length of what the codec made
 * @param bytes as they are in Redis
 */
@SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
record Payload(Kind kind, int length, byte[] bytes) {

    /** What the bytes are. */
    enum Kind {
        /** Nothing: the source has no value. */
        ABSENT(0),
        PLAIN(1),
        DEFLATED(2);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        /** In Redis. */
        byte number() {
            return (byte) number;
        }

        static Optional<Kind> of(byte number) {
            return Arrays.stream(values()).filter(kind -> kind.number == number).findAny();
        }
    }
}
