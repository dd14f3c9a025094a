package io.pgstride.pagination.internal.token;

import io.pgstride.pagination.CursorEncodingException;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes tokens of one binding, whose fingerprints it has at hand. Immutable and thread-safe. */
public final class TokenEncoder {
    private final Seal seal;
    private final Fingerprints fingerprints;
    private final int maxLength;
    private final Clock clock;

    TokenEncoder(Seal seal, Fingerprints fingerprints, int maxLength, Clock clock) {
        this.seal = seal;
        this.fingerprints = fingerprints;
        this.maxLength = maxLength;
        this.clock = clock;
    }

    /** The token of a row's key values, issued now. */
    public String encode(List<@Nullable String> values) {
        TokenWriter out = new TokenWriter().bytes(new byte[] {TokenCodec.VERSION, seal.kind()});
        new TokenContent(seconds(clock), fingerprints, values).write(out);
        byte[] body = out.toByteArray();
        String token = TokenText.of(out.bytes(seal.signature(body, body.length)).toByteArray());
        if (token.length() > maxLength) {
            throw new CursorEncodingException("the row's " + values.size() + " keys make a cursor of " + token.length()
                    + " characters, and maxLength is " + maxLength
                    + "; order by shorter keys, or raise maxLength of the CursorTokens");
        }
        return token;
    }

    /** A clock that is set before 1970 counts as 1970. */
    static long seconds(Clock clock) {
        return Math.max(0, clock.instant().getEpochSecond());
    }
}
