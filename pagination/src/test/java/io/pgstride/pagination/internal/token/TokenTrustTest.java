package io.pgstride.pagination.internal.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.pagination.ExpiredCursorException;
import io.pgstride.pagination.FilterMismatchException;
import io.pgstride.pagination.MalformedCursorException;
import io.pgstride.pagination.OrderingMismatchException;
import io.pgstride.pagination.OversizedCursorException;
import io.pgstride.pagination.ScopeMismatchException;
import io.pgstride.pagination.TamperedCursorException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A genuine token is good for its keys, its time and its binding only. */
class TokenTrustTest {
    private static final String TOKEN = Sample.token(Sample.signed(1));
    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void theNewestKeySignsAndAllVerify() {
        String old = TOKEN;
        TokenCodec both = Sample.signed(2, 1);
        assertThat(both.decode(() -> Sample.BINDING, old)).isEqualTo(Sample.VALUES);
        String fresh = Sample.token(both);
        assertThat(fresh).isNotEqualTo(old).isEqualTo(Sample.token(Sample.signed(2)));
        assertThat(Sample.signed(2).decode(() -> Sample.BINDING, fresh)).isEqualTo(Sample.VALUES);
        assertThat(Sample.signed(1, 2).decode(() -> Sample.BINDING, fresh)).isEqualTo(Sample.VALUES);
        Refused.by(Sample.signed(2), old).isExactlyInstanceOf(TamperedCursorException.class);
        Refused.by(Sample.signed(1), fresh).isExactlyInstanceOf(TamperedCursorException.class);
        // The fingerprints are made with the key that signed, also where that is not the newest.
        Refused.by(both, new TokenBinding(Sample.BINDING.ordering(), "user_id = 1", "tenant 7"), old)
                .isExactlyInstanceOf(FilterMismatchException.class);
    }

    @Test
    void whatTheKeySignedForAnotherPurposeIsNoSignature() {
        assertThat(Sample.signed(1).decode(() -> Sample.BINDING, signedFor("pgstride cursor 1 SIGNATURE")))
                .isEqualTo(Sample.VALUES);
        for (String other : List.of("pgstride consistency token 1", "pgstride cursor 1 SCOPE", "")) {
            Refused.by(Sample.signed(1), signedFor(other)).isExactlyInstanceOf(TamperedCursorException.class);
        }
    }

    /** The token with its signature made anew. */
    private static String signedFor(String purpose) {
        return Refused.changed(TOKEN, bytes -> {
            int end = bytes.length - 16;
            byte[] signature = Sample.key(1).hmac(purpose, Arrays.copyOf(bytes, end));
            System.arraycopy(signature, 0, bytes, end, 16);
        });
    }

    @Test
    void theVerifiersPresentLimitDecidesOnTheAge() {
        Instant later = Sample.NOW.plus(DAY);
        assertThat(Sample.signed(later, null, 1).decode(() -> Sample.BINDING, TOKEN))
                .isEqualTo(Sample.VALUES);
        assertThat(Sample.signed(later, DAY, 1).decode(() -> Sample.BINDING, TOKEN))
                .isEqualTo(Sample.VALUES);
        Refused.by(Sample.signed(later.plusSeconds(1), DAY, 1), TOKEN)
                .isExactlyInstanceOf(ExpiredCursorException.class)
                .hasMessageContaining("86401 s")
                .hasMessageContaining("86400 s")
                .hasFieldOrPropertyWithValue("age", DAY.plusSeconds(1))
                .hasFieldOrPropertyWithValue("limit", DAY);
    }

    @Test
    void aTokenFromTheFutureOrFromBefore1970HasNoAge() {
        TokenCodec slow = Sample.signed(Sample.NOW.minus(DAY), Duration.ofSeconds(1), 1);
        assertThat(slow.decode(() -> Sample.BINDING, TOKEN)).isEqualTo(Sample.VALUES);
        TokenCodec broken = Sample.signed(Instant.MIN, Duration.ofSeconds(1), 1);
        assertThat(broken.decode(() -> Sample.BINDING, Sample.token(broken))).isEqualTo(Sample.VALUES);
        TokenCodec last = Sample.signed(Instant.MAX, Duration.ofSeconds(1), 1);
        assertThat(last.decode(() -> Sample.BINDING, Sample.token(last))).isEqualTo(Sample.VALUES);
        Refused.by(last, Sample.token(broken)).isExactlyInstanceOf(ExpiredCursorException.class);
    }

    @Test
    void anotherOrderingFilterOrScopeIsItsOwnErrorInThisOrder() {
        TokenBinding mine = Sample.BINDING;
        for (TokenCodec codec : List.of(Sample.signed(1), Sample.unsigned())) {
            String token = Sample.token(codec);
            Refused.by(codec, new TokenBinding("other", "other", "other"), token)
                    .isExactlyInstanceOf(OrderingMismatchException.class)
                    .hasFieldOrPropertyWithValue("ordering", "other");
            Refused.by(codec, new TokenBinding(mine.ordering(), "other", "other"), token)
                    .isExactlyInstanceOf(FilterMismatchException.class);
            Refused.by(codec, new TokenBinding(mine.ordering(), mine.filter(), "other"), token)
                    .isExactlyInstanceOf(ScopeMismatchException.class);
        }
    }

    @Test
    void theSameTextInAnotherPlaceOfTheBindingIsAnother() {
        String token = Sample.signed(1).encoder(new TokenBinding("o", "a", "b")).encode(Sample.VALUES);
        Refused.by(Sample.signed(1), new TokenBinding("o", "b", "a"), token)
                .isExactlyInstanceOf(FilterMismatchException.class);
        String halves =
                Sample.signed(1).encoder(new TokenBinding("o", "\ud800", "")).encode(Sample.VALUES);
        Refused.by(Sample.signed(1), new TokenBinding("o", "\ud801", ""), halves)
                .isExactlyInstanceOf(FilterMismatchException.class);
        byte[] same = TokenText.bytes(
                Sample.signed(1).encoder(new TokenBinding("s", "s", "s")).encode(List.of()));
        assertThat(Arrays.copyOfRange(same, 7, 15)).isNotEqualTo(Arrays.copyOfRange(same, 15, 23));
        assertThat(Arrays.copyOfRange(same, 15, 23)).isNotEqualTo(Arrays.copyOfRange(same, 23, 31));
    }

    @Test
    void fingerprintsDependOnTheKey() {
        byte[] one = TokenText.bytes(Sample.token(Sample.signed(1)));
        byte[] two = TokenText.bytes(Sample.token(Sample.signed(2)));
        byte[] none = TokenText.bytes(Sample.token(Sample.unsigned()));
        for (int from = 7; from < 31; from += 8) {
            assertThat(Arrays.copyOfRange(one, from, from + 8))
                    .isNotEqualTo(Arrays.copyOfRange(two, from, from + 8))
                    .isNotEqualTo(Arrays.copyOfRange(none, from, from + 8));
        }
    }

    @Test
    void lengthIsCheckedBeforeAnythingElse() {
        Refused.by(Sample.signed(1), "?".repeat(Sample.MAX_LENGTH + 1))
                .isExactlyInstanceOf(OversizedCursorException.class)
                .hasFieldOrPropertyWithValue("length", 4097)
                .hasFieldOrPropertyWithValue("limit", 4096);
        Refused.by(Sample.signed(1), "?".repeat(Sample.MAX_LENGTH)).isExactlyInstanceOf(MalformedCursorException.class);
        assertThat(Sample.signed(1).withMaxLength(TOKEN.length()).decode(() -> Sample.BINDING, TOKEN))
                .isEqualTo(Sample.VALUES);
        Refused.by(Sample.signed(1).withMaxLength(TOKEN.length() - 1), TOKEN)
                .isExactlyInstanceOf(OversizedCursorException.class);
    }

    @Test
    void signatureIsCheckedBeforeAgeAndAgeBeforeBinding() {
        TokenCodec late = Sample.signed(Sample.NOW.plus(DAY), Duration.ofHours(1), 1);
        Refused.by(late, Refused.changed(TOKEN, bytes -> bytes[40]++))
                .isExactlyInstanceOf(TamperedCursorException.class);
        Refused.by(late, new TokenBinding("", "", ""), TOKEN).isExactlyInstanceOf(ExpiredCursorException.class);
    }

    @Test
    void bindingsShowNeitherFilterNorScope() {
        assertThat(Sample.BINDING.toString()).doesNotContain("471100004711", "tenant");
    }
}
