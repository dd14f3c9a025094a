package io.pgstride.pagination.internal.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes into a token comes out of it. */
class TokenRoundTripTest {
    private static final int ROUNDS = 20_000 * Integer.getInteger("pgstride.stress", 1);
    private static final int LONG = 100_000;

    static List<TokenCodec> codecs() {
        return List.of(Sample.signed(1), Sample.signed(1, 2, 3), Sample.unsigned());
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void randomValuesComeBackExactly(TokenCodec codec) {
        long seed = Long.getLong("pgstride.seed", System.nanoTime());
        Random random = new Random(seed);
        TokenCodec roomy = codec.withMaxLength(10 * LONG);
        for (int round = 0; round < ROUNDS; round++) {
            TokenBinding binding = new TokenBinding(Sample.text(random), Sample.text(random), Sample.text(random));
            List<@Nullable String> values = Sample.values(random);
            String token = roomy.encoder(binding).encode(values);
            assertThat(token).as("-Dpgstride.seed=%s", seed).matches("[A-Za-z0-9_-]+");
            assertThat(roomy.decode(() -> binding, token))
                    .as("-Dpgstride.seed=%s round %s", seed, round)
                    .isEqualTo(values);
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void emptyLongAndManyValuesComeBack(TokenCodec codec) {
        TokenCodec roomy = codec.withMaxLength(10 * LONG);
        List<List<@Nullable String>> extremes = List.of(
                List.of(),
                List.of(""),
                Collections.singletonList(null),
                List.of("", "", ""),
                Collections.nCopies(1000, null),
                Collections.nCopies(1000, "x"),
                List.of("y".repeat(LONG)),
                List.of("\u20ac".repeat(LONG)),
                List.of("x".repeat(126)),
                List.of("x".repeat(127)),
                List.of("x".repeat(16_382)),
                List.of("x".repeat(16_383)),
                List.of("\ud83d\ude00", "\u0001", "\uffff", "e\u0301", "\u00e9", "-infinity", "NaN", "1.500"));
        for (List<@Nullable String> values : extremes) {
            String token = roomy.encoder(Sample.BINDING).encode(values);
            assertThat(roomy.decode(() -> Sample.BINDING, token)).isEqualTo(values);
        }
    }

    @Test
    void theBytesAreAsTheFormatSays() {
        TokenCodec codec = Sample.unsigned();
        byte[] bytes = TokenText.bytes(Sample.token(codec));
        assertThat(bytes).startsWith(1, 0, 0xa0, 0xfa, 0x8a, 0xd8, 0x06).hasSize(7 + 24 + 1 + 30 + 1 + 3);
        assertThat(bytes[31]).isEqualTo((byte) 3);
        assertThat(bytes).endsWith(0, 3, '4', '2');
        assertThat(TokenText.bytes(Sample.token(Sample.signed(1))))
                .hasSize(bytes.length + 16)
                .startsWith(1, 1);
    }

    /** Those that are out must be good in the next release. */
    @Test
    void aSignedTokenIsTheSameInEveryRelease() {
        assertThat(Sample.token(Sample.signed(1)))
                .isEqualTo("AQGg-orYBmm0LIX0gdcqy_IQd155X_40S0e-xI-wwgMeMjAyNi0xMS0yMiAxMDowMDowMC4xMjM0NTYrMDAAAzQy"
                        + "-UKpii6FLr0xXynJdDdn4Q");
    }

    @Test
    void twoKeysOfUsualLengthFitInMinMaxLength() {
        String token =
                Sample.signed(1).encoder(Sample.BINDING).encode(List.of("2026-11-22 10:00:00.123456+00", "4000000"));
        assertThat(token).hasSizeBetween(100, 128);
    }

    @Test
    void manyThreadsShareACodec() throws Exception {
        TokenCodec codec = Sample.signed(1, 2);
        TokenEncoder encoder = codec.encoder(Sample.BINDING);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                int seed = thread;
                all.add(threads.submit(() -> roundTrips(codec, encoder, seed)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void roundTrips(TokenCodec codec, TokenEncoder encoder, int seed) {
        Random random = new Random(seed);
        IntStream.range(0, 1000).forEach(round -> {
            List<@Nullable String> values = Collections.singletonList(Sample.text(random));
            assertThat(codec.decode(() -> Sample.BINDING, encoder.encode(values)))
                    .isEqualTo(values);
        });
    }
}
