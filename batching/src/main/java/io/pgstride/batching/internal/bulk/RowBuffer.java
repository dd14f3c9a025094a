package io.pgstride.batching.internal.bulk;

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
        put(end, (int) (value >> 32));
        put(end + 4, (int) value);
        end += 8;
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

    /** UTF-8, and nothing that PostgreSQL would refuse or Java's own encoder would silently replace. */
    void utf8(String text) {
        int length = text.length();
        ensure(3L * length);
        byte[] to = bytes;
        int at = end;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                if (c == 0) {
                    throw new Unencodable("a NUL character, which PostgreSQL cannot store");
                }
                to[at++] = (byte) c;
            } else if (c < 0x800) {
                to[at++] = (byte) (0xC0 | (c >> 6));
                to[at++] = (byte) (0x80 | (c & 0x3F));
            } else if (Character.isSurrogate(c)) {
                at = pair(to, at, c, ++i < length ? text.charAt(i) : 0);
            } else {
                to[at++] = (byte) (0xE0 | (c >> 12));
                to[at++] = (byte) (0x80 | ((c >> 6) & 0x3F));
                to[at++] = (byte) (0x80 | (c & 0x3F));
            }
        }
        end = at;
    }

    private static int pair(byte[] to, int start, char high, char low) {
        if (!Character.isSurrogatePair(high, low)) {
            throw new Unencodable("half a surrogate pair, which is no character");
        }
        int c = Character.toCodePoint(high, low);
        int at = start;
        to[at++] = (byte) (0xF0 | (c >> 18));
        to[at++] = (byte) (0x80 | ((c >> 12) & 0x3F));
        to[at++] = (byte) (0x80 | ((c >> 6) & 0x3F));
        to[at++] = (byte) (0x80 | (c & 0x3F));
        return at;
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
