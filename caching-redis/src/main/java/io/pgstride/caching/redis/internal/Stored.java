package io.pgstride.caching.redis.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.pgstride.caching.store.Fence;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A value as it is in Redis.
 *
 * <pre>
 *  at  bytes
 *   0    2   "v1", the form
 *   2   24   what the load had seen, a fence; dashes where that is a primary at a position nobody knows
 *  26   15   freshUntil, decimal
 *  41   24   storedAt, usableUntil, loadMillis
 *  65    1   whether there is a value, and compressed
 *  66    4   length of what the codec made
 *  70    4   number of tags
 *  74   8 n  their versions, in the order of their names
 *         4  length of what follows
 *            what the codec made
 * </pre>
 * The scripts read the first 41 bytes. Numbers from there on are binary, the highest byte first.
 *
 * @param seen what the load had seen; empty where that is a primary at a position nobody knows
 * @param tags versions of the tags
 * @param payload the value
 */
@SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
record Stored(
        Optional<Fence> seen,
        long freshUntil,
        long storedAt,
        long usableUntil,
        long loadMillis,
        long[] tags,
        Payload payload) {
    private static final String FORM = "v1";
    private static final String NO_FENCE = "-".repeat(FenceText.LENGTH);
    private static final int TEXT = 41;
    private static final int FIXED = 78;
    private static final long LAST_MILLIS = 999_999_999_999_999L;

    byte[] bytes() {
        long fresh = Math.max(0, Math.min(freshUntil, LAST_MILLIS));
        ByteBuffer bytes = ByteBuffer.allocate(FIXED + Long.BYTES * tags.length + payload.bytes().length)
                .put((FORM + seen.map(FenceText::of).orElse(NO_FENCE)).getBytes(ISO_8859_1))
                .put(fifteenDigits(fresh))
                .putLong(storedAt)
                .putLong(usableUntil)
                .putLong(loadMillis)
                .put(payload.kind().number())
                .putInt(payload.length())
                .putInt(tags.length);
        for (long tag : tags) {
            bytes.putLong(tag);
        }
        return bytes.putInt(payload.bytes().length).put(payload.bytes()).array();
    }

    private static byte[] fifteenDigits(long number) {
        String digits = Long.toString(number);
        return ("0".repeat(15 - digits.length()) + digits).getBytes(ISO_8859_1);
    }

    /** Empty if these are not the bytes of one, or not all. */
    static Optional<Stored> parse(byte[] bytes) {
        try {
            if (bytes.length < FIXED || !new String(bytes, 0, FORM.length(), ISO_8859_1).equals(FORM)) {
                return Optional.empty();
            }
            long freshUntil = Long.parseLong(new String(bytes, TEXT - 15, 15, ISO_8859_1));
            ByteBuffer rest = ByteBuffer.wrap(bytes).position(TEXT);
            long storedAt = rest.getLong();
            long usableUntil = rest.getLong();
            long loadMillis = rest.getLong();
            Payload.Kind kind = Payload.Kind.of(rest.get()).orElseThrow(IndexOutOfBoundsException::new);
            int length = rest.getInt();
            long[] tags = new long[checked(rest.getInt(), rest.remaining() / Long.BYTES)];
            for (int i = 0; i < tags.length; i++) {
                tags[i] = rest.getLong();
            }
            byte[] payload = new byte[checked(rest.getInt(), rest.remaining())];
            rest.get(payload);
            // What it has seen is for the scripts alone.
            return rest.hasRemaining()
                    ? Optional.empty()
                    : Optional.of(new Stored(
                            Optional.empty(),
                            freshUntil,
                            storedAt,
                            usableUntil,
                            loadMillis,
                            tags,
                            new Payload(kind, length, payload)));
        } catch (BufferUnderflowException | IndexOutOfBoundsException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static int checked(int length, int most) {
        if (length < 0 || length > most) {
            throw new IndexOutOfBoundsException(length);
        }
        return length;
    }
}
