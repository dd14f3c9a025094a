package io.pgstride.pagination.internal.token;

import io.pgstride.pagination.MalformedCursorException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads the parts of a token's content; everything that is not exactly as {@link TokenWriter} writes it is malformed. */
final class TokenReader {
    private static final int PAYLOAD = 0x7f;
    private static final int MORE = 0x80;
    private static final int MAX_SHIFT = 56;

    private final ByteBuffer in;

    TokenReader(byte[] bytes, int from, int to) {
        in = ByteBuffer.wrap(bytes, from, to - from);
    }

    int remaining() {
        return in.remaining();
    }

    /** Seven bits a byte, the lowest first; at most 63 bits and never longer than needed. */
    long number() {
        long number = 0;
        for (int shift = 0; shift <= MAX_SHIFT; shift += 7) {
            byte next = bytes(1)[0];
            number |= (long) (next & PAYLOAD) << shift;
            if ((next & MORE) == 0) {
                if (next == 0 && shift > 0) {
                    throw new MalformedCursorException("a number in it is longer than needed");
                }
                return number;
            }
        }
        throw new MalformedCursorException("a number in it is too long");
    }

    /** A number that the bytes left can bear out. */
    int numberUpTo(int most) {
        long number = number();
        if (number > most) {
            throw tooShort();
        }
        return (int) number;
    }

    byte[] bytes(int length) {
        if (length > in.remaining()) {
            throw tooShort();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static MalformedCursorException tooShort() {
        return new MalformedCursorException("it ends too early");
    }

    /** As strict as PostgreSQL: UTF-8 in its shortest form, and no U+0000. */
    String text(int length) {
        byte[] utf8 = bytes(length);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
            if (text.indexOf('\0') < 0) {
                return text;
            }
        } catch (CharacterCodingException damaged) {
            // Told below, without the bytes.
        }
        throw new MalformedCursorException("a value in it is not text");
    }
}
