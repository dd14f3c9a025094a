package io.pgstride.batching.internal.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Bytes on their way to the server, in network byte order; one array is used again and again. Not thread-safe. */
final class RowBuffer {
    private static final int START = 1 << 17;

    /** PostgreSQL takes no field, and pgjdbc no message, of more than 1 GB. */
    private static final long MOST = 1L << 30;

    private byte[] bytes = new byte[START];
    private int end;

    byte[] array() {
        return bytes;
    }

    int size() {
        return end;
    }

    /** Forgets the bytes, and the memory that one huge row took. */
    void clear() {
        end = 0;
        if (bytes.length > 16 * START) {
            bytes = new byte[START];
        }
    }

    void int8(int value) {
        ensure(1);
        bytes[end++] = (byte) value;
    }

    void int16(int value) {
        ensure(2);
        bytes[end++] = (byte) (value >> 8);
        bytes[end++] = (byte) value;
    }

    void int32(int value) {
        ensure(4);
        put(end, value);
        end += 4;
    }

    void int64(long value) {
        ensure(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[end++] = (byte) (value >> shift);
        }
    }

    void bytes(byte[] value) {
        ensure(value.length);
        System.arraycopy(value, 0, bytes, end, value.length);
        end += value.length;
    }

    /** Leaves room for a length; {@link #finish} fills it in. */
    int begin() {
        ensure(4);
        end += 4;
        return end;
    }

    void finish(int start) {
        put(start - 4, end - start);
    }

    /** UTF-8, and nothing that PostgreSQL would refuse, or Java silently replace: half a surrogate pair becomes a question mark. */
    void utf8(String text) {
        ensure(text.length());
        byte[] encoded = text.getBytes(UTF_8);
        boolean replaced = false;
        for (byte each : encoded) {
            if (each == 0) {
                throw new Unencodable("a NUL character, which PostgreSQL cannot store");
            }
            replaced |= each == '?';
        }
        if (replaced && !text.equals(new String(encoded, UTF_8))) {
            throw new Unencodable("half a surrogate pair, which is no character");
        }
        bytes(encoded);
    }

    private void put(int at, int value) {
        bytes[at] = (byte) (value >> 24);
        bytes[at + 1] = (byte) (value >> 16);
        bytes[at + 2] = (byte) (value >> 8);
        bytes[at + 3] = (byte) value;
    }

    private void ensure(long more) {
        long needed = end + more;
        if (needed > bytes.length) {
            if (needed > MOST) {
                throw new Unencodable("with it the row would take more than 1 GB");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(MOST, Math.max(needed, 2L * bytes.length)));
        }
    }
}
