package io.pgstride.pagination.internal.token;

import io.pgstride.pagination.CursorException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the coverage-guided fuzzer calls: {@code mvn -Pfuzz -pl pagination -am verify}. The input's first byte chooses how deep the
 * rest goes in: as text, as bytes, as the content of a token whose seal is good, or as one whose binding is good too. What
 * is accepted must be what encoding its content gives, byte for byte; what is refused must be refused as documented.
 */
public final class TokenFuzzer {
    private static final Seal HMAC = new HmacSeal(Sample.key(1));
    private static final Seal NONE = new NoSeal();
    private static final TokenCodec SIGNED = Sample.signed(Sample.NOW, Duration.ofDays(1), 2, 1);
    private static final TokenCodec UNSIGNED = Sample.unsigned();

    private TokenFuzzer() {}

    /** The fuzzer's entry point; what it throws is a finding. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] rest = Arrays.copyOfRange(input, 1, input.length);
        switch (Math.floorMod(input[0], 6)) {
            case 0 -> both(new String(rest, StandardCharsets.UTF_8));
            case 1 -> both(TokenText.of(rest));
            case 2 -> check(UNSIGNED, NONE, sealed(NONE, rest));
            case 3 -> check(SIGNED, HMAC, sealed(HMAC, rest));
            case 4 -> check(UNSIGNED, NONE, sealed(NONE, bound(NONE, rest)));
            default -> check(SIGNED, HMAC, sealed(HMAC, bound(HMAC, rest)));
        }
    }

    private static void both(String token) {
        check(SIGNED, HMAC, token);
        check(UNSIGNED, NONE, token);
    }

    private static String sealed(Seal seal, byte[] content) {
        TokenWriter out = head(seal).bytes(content);
        byte[] body = out.toByteArray();
        return TokenText.of(out.bytes(seal.signature(body, body.length)).toByteArray());
    }

    private static TokenWriter head(Seal seal) {
        return new TokenWriter().bytes(new byte[] {TokenCodec.VERSION, seal.kind()});
    }

    /** With the right fingerprints after the first number. */
    private static byte[] bound(Seal seal, byte[] content) {
        int end = 0;
        while (end < content.length && content[end++] < 0) {
            // The number goes on.
        }
        return new TokenWriter()
                .bytes(Arrays.copyOf(content, end))
                .bytes(Fingerprints.of(seal, Sample.BINDING).bytes())
                .bytes(Arrays.copyOfRange(content, end, content.length))
                .toByteArray();
    }

    private static void check(TokenCodec codec, Seal seal, String token) {
        List<@Nullable String> values;
        try {
            values = codec.decode(() -> Sample.BINDING, token);
        } catch (CursorException refused) {
            if (!refused.code().equals(Refused.CODES.get(refused.getClass())) || refused.getCause() != null) {
                throw new AssertionError("not as documented", refused);
            }
            return;
        }
        byte[] bytes = TokenText.bytes(token);
        long issued = new TokenReader(bytes, 2, bytes.length).number();
        TokenWriter again = new TokenWriter();
        new TokenContent(issued, Fingerprints.of(seal, Sample.BINDING), values).write(again);
        if (!sealed(seal, again.toByteArray()).equals(token)) {
            throw new AssertionError("accepted in another spelling: " + token);
        }
    }
}
