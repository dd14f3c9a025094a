package io.pgstride.pagination.internal.token;

import java.io.ByteArrayOutputStream;

/** Writes what {@link TokenReader} reads. */
final class TokenWriter {
    private static final int PAYLOAD = 0x7f;
    private static final int MORE = 0x80;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);

    TokenWriter number(long number) {
        long rest = number;
        while (rest > PAYLOAD) {
            out.write((int) (rest & PAYLOAD) | MORE);
            rest >>>= 7;
        }
        out.write((int) rest);
        return this;
    }

    TokenWriter bytes(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    byte[] toByteArray() {
        return out.toByteArray();
    }
}
