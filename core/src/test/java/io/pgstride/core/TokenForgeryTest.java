package io.pgstride.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.core.InvalidTokenException.Reason;
import io.pgstride.core.signing.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No text is accepted but those that were given out; where nothing is signed, many are. */
class TokenForgeryTest {
    private static final int TOKENS = 20 * Integer.getInteger("pgstride.stress", 1);
    private static final SigningKey KEY = TokenFormatTest.key(0);
    private static final TokenFormat SIGNED = TokenFormat.signed(KEY, TokenFormatTest.key(1));

    private final long seed = Long.getLong("pgstride.seed", System.nanoTime());
    private final Random random = new Random(seed);

    private int accepted;
    private final Map<Reason, Integer> refused = new EnumMap<>(Reason.class);

    private Stream<String> texts(TokenFormat format) {
        return Stream.generate(() -> TokenFormatTest.token(
                        1 + random.nextInt(Integer.MAX_VALUE) % 1000, random.nextLong() >>> random.nextInt(Long.SIZE)))
                .limit(TOKENS)
                .map(format::write);
    }

    /** Every text with one other character, of all of ASCII and some beyond. */
    private static Stream<String> changed(String text) {
        return IntStream.range(0, text.length())
                .boxed()
                .flatMap(at -> IntStream.concat(
                                IntStream.range(0, 0x80), IntStream.of(0xe4, 0x661, 0x20ac, 0xd83d, 0xff11))
                        .filter(other -> other != text.charAt(at))
                        .mapToObj(other -> text.substring(0, at) + (char) other + text.substring(at + 1)));
    }

    /** Every text with one character less, doubled, or in the next one's place. */
    private static Stream<String> moved(String text) {
        return IntStream.range(0, text.length() - 1)
                .mapToObj(at -> {
                    String before = text.substring(0, at);
                    String after = text.substring(at + 2);
                    char one = text.charAt(at);
                    char two = text.charAt(at + 1);
                    return Stream.of(
                            before + two + after, before + one + one + two + after, before + two + one + after);
                })
                .flatMap(texts -> texts)
                .filter(other -> !other.equals(text));
    }

    private void count(TokenFormat format, String text) {
        try {
            format.read(text);
            accepted++;
        } catch (InvalidTokenException refusal) {
            refused.merge(refusal.reason(), 1, Integer::sum);
        }
    }

    @Test
    void noChangeOfASignedTokenIsAccepted() {
        texts(SIGNED).flatMap(text -> Stream.concat(changed(text), moved(text))).forEach(text -> count(SIGNED, text));
        assertThat(accepted).as("-Dpgstride.seed=%s", seed).isZero();
        // The harness would tell nothing if it made nothing but noise.
        assertThat(refused.keySet()).contains(Reason.SIGNATURE, Reason.MALFORMED, Reason.VERSION);
        assertThat(refused.get(Reason.SIGNATURE)).as("-Dpgstride.seed=%s", seed).isGreaterThan(1000 * TOKENS);
    }

    @Test
    void plainTokensAreForgedInTheSameHarness() {
        TokenFormat plain = TokenFormat.plain();
        texts(plain).flatMap(text -> Stream.concat(changed(text), moved(text))).forEach(text -> count(plain, text));
        assertThat(accepted).as("-Dpgstride.seed=%s", seed).isGreaterThan(TOKENS);
    }

    @Test
    void theSignatureOfOneTokenIsNoneOfAnother() {
        List<String> texts = texts(SIGNED).distinct().toList();
        for (String one : texts) {
            texts.stream()
                    .filter(other -> !other.equals(one))
                    .forEach(other -> count(
                            SIGNED, one.substring(0, one.lastIndexOf('.')) + other.substring(other.lastIndexOf('.'))));
        }
        assertThat(accepted).as("-Dpgstride.seed=%s", seed).isZero();
        assertThat(refused).containsOnlyKeys(Reason.SIGNATURE);
    }

    @Test
    void whatTheKeySignedForAnotherPurposeIsNoSignature() {
        assertThat(SIGNED.read(signedFor("pgstride consistency token 1")))
                .isEqualTo(TokenFormatTest.token(1, 0x3000148));
        for (String other : List.of("pgstride cursor 1 SIGNATURE", "pgstride consistency token", "")) {
            assertThatThrownBy(() -> SIGNED.read(signedFor(other)))
                    .isInstanceOfSatisfying(
                            InvalidTokenException.class,
                            refusal -> assertThat(refusal.reason()).isEqualTo(Reason.SIGNATURE));
        }
    }

    private static String signedFor(String purpose) {
        String body = "1.1.3000148";
        byte[] whole = KEY.hmac(purpose, body.getBytes(StandardCharsets.US_ASCII));
        return body + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(whole, 16));
    }
}
