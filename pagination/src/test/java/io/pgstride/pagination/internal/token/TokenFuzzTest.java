package io.pgstride.pagination.internal.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.pgstride.pagination.CursorException;
import io.pgstride.pagination.MalformedCursorException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Nothing but what was given out is accepted, and what is refused is refused as documented. A million tokens by
 * {@code -Dpgstride.stress=10}.
 */
class TokenFuzzTest {
    private static final Logger LOG = LoggerFactory.getLogger(TokenFuzzTest.class);
    private static final int ROUNDS = 100_000 * Integer.getInteger("pgstride.stress", 1);
    private static final int CONTROL_ROUNDS = 20_000;
    private static final String ACCEPTED = "accepted";
    private static final TokenCodec SIGNED = Sample.signed(1, 2);

    private final long seed = Long.getLong("pgstride.seed", System.nanoTime());
    private final Random random = new Random(seed);

    private TokenMutations mutations(TokenCodec codec) {
        TokenCodec old = Sample.signed(Sample.NOW.minus(Duration.ofDays(2)), null, 2);
        return new TokenMutations(random, codec, Sample.signed(3), Sample.unsigned(), old);
    }

    /** How often each code came, and {@link #ACCEPTED}. */
    private Map<String, Integer> outcomes(String what, int rounds, TokenMutations mutations, Consumer<String> decoder) {
        Map<String, Integer> outcomes = new TreeMap<>();
        for (int round = 0; round < rounds; round++) {
            String token = mutations.next();
            try {
                outcomes.merge(outcome(decoder, token), 1, Integer::sum);
            } catch (RuntimeException | AssertionError | StackOverflowError | OutOfMemoryError other) {
                fail(
                        "-Dpgstride.seed=" + seed + " round " + round + ": "
                                + token.substring(0, Math.min(token.length(), 200)),
                        other);
            }
        }
        LOG.info("{}: {} rounds: {}", what, rounds, outcomes);
        return outcomes;
    }

    private static String outcome(Consumer<String> decoder, String token) {
        try {
            decoder.accept(token);
            return ACCEPTED;
        } catch (CursorException refused) {
            Refused.asDocumented(refused);
            return refused.code();
        }
    }

    @Test
    void noForgeryIsAcceptedAndEveryRefusalIsDocumented() {
        TokenCodec codec = Sample.signed(Sample.NOW, Duration.ofDays(1), 1, 2);
        Map<String, Integer> outcomes =
                outcomes("signed", ROUNDS, mutations(codec), token -> codec.decode(() -> Sample.BINDING, token));
        // Every way out but acceptance was taken; a harness that only makes noise would tell nothing.
        assertThat(outcomes.keySet()).as("-Dpgstride.seed=%s", seed).hasSameElementsAs(Refused.CODES.values());
        assertThat(outcomes.values()).as("-Dpgstride.seed=%s", seed).allMatch(count -> count >= ROUNDS / 1000);
    }

    @Test
    void unsignedTokensAreForgedInTheSameHarness() {
        TokenCodec unsigned = Sample.unsigned();
        Map<String, Integer> outcomes = outcomes(
                "control without a signature",
                CONTROL_ROUNDS,
                mutations(unsigned),
                token -> unsigned.decode(() -> Sample.BINDING, token));
        assertThat(outcomes.get(ACCEPTED)).as("-Dpgstride.seed=%s", seed).isGreaterThan(CONTROL_ROUNDS / 100);
    }

    @Test
    void withoutTheCheckOfSpellingTokensHaveDoublesInTheSameHarness() {
        Map<String, Integer> outcomes = outcomes(
                "control with lenient base64",
                CONTROL_ROUNDS,
                mutations(SIGNED),
                token -> SIGNED.decode(() -> Sample.BINDING, leniently(token)));
        assertThat(outcomes.get(ACCEPTED)).as("-Dpgstride.seed=%s", seed).isGreaterThan(CONTROL_ROUNDS / 100);
    }

    /** What a codec sees that leaves it at the JDK's decoder. */
    private static String leniently(String token) {
        try {
            return TokenText.of(Base64.getUrlDecoder().decode(token));
        } catch (IllegalArgumentException noBase64) {
            throw new MalformedCursorException("it is not base64url text");
        }
    }
}
