package io.pgstride.pagination.internal.token;

import io.pgstride.pagination.MalformedCursorException;
import java.util.Base64;

/** Bytes as base64url without padding (RFC 4648, section 5), in one spelling only. */
final class TokenText {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    private TokenText() {}

    static String of(byte[] bytes) {
        return ENCODER.encodeToString(bytes);
    }

    /** The decoder lets padding pass, and bits beyond the last byte that are not zero; a second spelling of the same token. */
    static byte[] bytes(String text) {
        byte[] bytes;
        try {
            bytes = DECODER.decode(text);
        } catch (IllegalArgumentException noBase64) {
            throw new MalformedCursorException("it is not base64url text");
        }
        if (!of(bytes).equals(text)) {
            throw new MalformedCursorException("its base64url text is padded or has stray bits at its end");
        }
        return bytes;
    }
}
