package io.pgstride.caching.redis.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.pgstride.caching.store.Fence;
import java.util.HexFormat;
import java.util.Optional;

/** Fences as the scripts compare them: 24 hexadecimal digits. */
final class FenceText {
    static final int LENGTH = 24;

    private static final HexFormat HEX = HexFormat.of();

    private FenceText() {}

    static String of(Fence fence) {
        return HEX.toHexDigits(fence.timeline()) + HEX.toHexDigits(fence.position());
    }

    static byte[] bytes(Fence fence) {
        return of(fence).getBytes(ISO_8859_1);
    }

    /** Of a script's answer, which is well-formed; empty where none stands. */
    static Optional<Fence> parse(byte[] text) {
        if (text.length == 0) {
            return Optional.empty();
        }
        String digits = new String(text, ISO_8859_1);
        return Optional.of(
                new Fence(HexFormat.fromHexDigits(digits, 0, 8), HexFormat.fromHexDigitsToLong(digits, 8, LENGTH)));
    }
}
