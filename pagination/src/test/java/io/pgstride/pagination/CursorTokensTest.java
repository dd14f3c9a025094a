package io.pgstride.pagination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.core.signing.SigningKey;
import io.pgstride.pagination.internal.token.TokenBinding;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class CursorTokensTest {
    private static final byte[] SECRET = "a key of thirty-two bytes exact.".getBytes(StandardCharsets.US_ASCII);
    private static final SigningKey KEY = SigningKey.of(SECRET);
    private static final SigningKey OTHER =
            SigningKey.of("another, of some more than that is".getBytes(StandardCharsets.US_ASCII));
    private static final TokenBinding BINDING = new TokenBinding("ordering", "filter", "scope");

    private static String token(CursorTokens tokens) {
        return tokens.codec().encoder(BINDING).encode(List.of("1"));
    }

    @Test
    void aKeyGivenTwiceIsRefused() {
        assertThatThrownBy(() -> CursorTokens.signed(KEY)
                        .alsoAccept(OTHER)
                        .alsoAccept(SigningKey.of(SECRET))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("key 3 of 3 is the same as one before it")
                .hasMessageContaining("once");
    }

    @Test
    void anExpiryBelowASecondIsRefused() {
        for (Duration bad : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofMillis(999))) {
            assertThatThrownBy(() -> CursorTokens.signed(KEY).expireAfter(bad).build())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expireAfter is " + bad)
                    .hasMessageContaining("PT1S");
        }
        CursorTokens.signed(KEY).expireAfter(Duration.ofSeconds(1)).build();
    }

    @Test
    void aMaxLengthThatNoTokenFitsInIsRefused() {
        for (int bad : new int[] {Integer.MIN_VALUE, 0, 127}) {
            assertThatThrownBy(() -> CursorTokens.signed(KEY).maxLength(bad).build())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("maxLength is " + bad)
                    .hasMessageContaining("128");
        }
        assertThat(token(CursorTokens.signed(KEY).maxLength(128).build())).hasSizeLessThan(128);
    }

    @Test
    void everyKeyGivenIsAccepted() {
        CursorTokens tokens = CursorTokens.signed(KEY).alsoAccept(OTHER).build();
        assertThat(CursorTokens.signed(KEY).build().codec().decode(() -> BINDING, token(tokens)))
                .containsExactly("1");
        String old = token(CursorTokens.signed(OTHER).build());
        assertThat(tokens.codec().decode(() -> BINDING, old)).containsExactly("1");
    }

    @Test
    void aBuilderUsedAgainDoesNotChangeWhatItBuilt() {
        CursorTokens.Builder builder = CursorTokens.signed(KEY);
        CursorTokens first = builder.build();
        builder.alsoAccept(OTHER).maxLength(128).build();
        String foreign = token(CursorTokens.signed(OTHER).build());
        assertThatThrownBy(() -> first.codec().decode(() -> BINDING, foreign))
                .isInstanceOf(TamperedCursorException.class);
    }

    @Test
    void optionsReachTheCodec() {
        Instant now = Instant.parse("2026-11-22T10:00:00Z");
        CursorTokens early =
                CursorTokens.signed(KEY).clock(Clock.fixed(now, ZoneOffset.UTC)).build();
        CursorTokens late = CursorTokens.signed(KEY)
                .clock(Clock.fixed(now.plusSeconds(61), ZoneOffset.UTC))
                .expireAfter(Duration.ofMinutes(1))
                .maxLength(200)
                .build();
        assertThatThrownBy(() -> late.codec().decode(() -> BINDING, token(early)))
                .isInstanceOfSatisfying(
                        ExpiredCursorException.class,
                        error -> assertThat(error.age()).isEqualTo(Duration.ofSeconds(61)));
        assertThatThrownBy(() -> late.codec().decode(() -> BINDING, "x".repeat(201)))
                .isInstanceOf(OversizedCursorException.class);
    }

    @Test
    void unsignedIsAChoiceThatWorks() {
        CursorTokens tokens = CursorTokens.unsigned();
        assertThat(tokens.codec().decode(() -> BINDING, token(tokens))).containsExactly("1");
        assertThat(tokens).hasToString("CursorTokens[unsigned]");
        assertThatThrownBy(() -> tokens.codec().decode(() -> BINDING, "x".repeat(4097)))
                .isInstanceOf(OversizedCursorException.class);
    }

    @Test
    void toStringTellsOptionsAndNoKeys() {
        CursorTokens.Builder builder =
                CursorTokens.signed(KEY).alsoAccept(OTHER).expireAfter(Duration.ofDays(1));
        assertThat(builder.build()).hasToString("CursorTokens[signed, 2 keys, expireAfter PT24H, maxLength 4096]");
        assertThat(CursorTokens.signed(KEY).build())
                .hasToString("CursorTokens[signed, 1 key, expireAfter none, maxLength 4096]");
        assertThat(builder.toString() + builder.build().codec()).doesNotContain("key of", "another");
    }
}
