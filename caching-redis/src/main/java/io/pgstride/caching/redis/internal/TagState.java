package io.pgstride.caching.redis.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.pgstride.caching.store.Fence;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What Redis knows of a tag.
 *
 * @param version another one after each invalidation
 * @param fence what loads must have seen; empty if nothing was invalidated lately, or it was not asked for
 */
record TagState(long version, Optional<Fence> fence) {
    private static final int DIGITS = 16;

    /** The answer of the script. */
    static TagState of(List<byte[]> answer) {
        return new TagState(
                HexFormat.fromHexDigitsToLong(new String(answer.get(0), ISO_8859_1)), FenceText.parse(answer.get(1)));
    }

    /** Of the version alone; null if that is none of ours. */
    static @Nullable TagState ofVersion(byte @Nullable [] text) {
        String digits = text == null ? "" : new String(text, ISO_8859_1);
        return digits.length() == DIGITS && digits.chars().allMatch(HexFormat::isHexDigit)
                ? new TagState(HexFormat.fromHexDigitsToLong(digits), Optional.empty())
                : null;
    }

    /** A version that no tag ever had. */
    static byte[] newVersion() {
        UUID random = UUID.randomUUID();
        return HexFormat.of()
                .toHexDigits(random.getMostSignificantBits() ^ random.getLeastSignificantBits())
                .getBytes(ISO_8859_1);
    }
}
