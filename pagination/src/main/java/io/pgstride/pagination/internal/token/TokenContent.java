package io.pgstride.pagination.internal.token;

import io.pgstride.pagination.CursorEncodingException;
import io.pgstride.pagination.MalformedCursorException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a token says, between its head and its signature.
 *
 * @param issued when it was made, in seconds since 1970
 */
record TokenContent(long issued, Fingerprints fingerprints, List<@Nullable String> values) {
    static TokenContent read(TokenReader in) {
        long issued = in.number();
        Fingerprints fingerprints = new Fingerprints(in.bytes(Fingerprints.LENGTH));
        int count = in.numberUpTo(in.remaining());
        List<@Nullable String> values = new ArrayList<>(count);
        for (int value = 0; value < count; value++) {
            int length = in.numberUpTo(in.remaining() + 1);
            values.add(length == 0 ? null : in.text(length - 1));
        }
        if (in.remaining() > 0) {
            throw new MalformedCursorException("it goes on after its last value");
        }
        return new TokenContent(issued, fingerprints, Collections.unmodifiableList(values));
    }

    void write(TokenWriter out) {
        out.number(issued).bytes(fingerprints.bytes()).number(values.size());
        for (int index = 0; index < values.size(); index++) {
            String value = values.get(index);
            if (value == null) {
                out.number(0);
            } else {
                byte[] utf8 = utf8(value, index);
                out.number(utf8.length + 1L).bytes(utf8);
            }
        }
    }

    private byte[] utf8(String value, int index) {
        try {
            if (value.indexOf('\0') < 0) {
                ByteBuffer utf8 = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
                byte[] bytes = new byte[utf8.remaining()];
                utf8.get(bytes);
                return bytes;
            }
        } catch (CharacterCodingException loneSurrogate) {
            // Told below, without the value.
        }
        throw new CursorEncodingException("key " + (index + 1) + " of " + values.size()
                + " holds U+0000 or half of a surrogate pair, which PostgreSQL's text cannot hold;"
                + " make cursors from rows as the database gave them");
    }
}
