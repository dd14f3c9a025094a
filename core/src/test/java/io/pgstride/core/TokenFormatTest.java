package io.pgstride.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.core.InvalidTokenException.Reason;
import io.pgstride.core.signing.SigningKey;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A token has one text, which comes back as the same token; all else is refused for a reason that is told. */
class TokenFormatTest {
    private static final int ROUNDS = 5_000 * Integer.getInteger("pgstride.stress", 1);
    private static final TokenFormat PLAIN = TokenFormat.plain();
    private static final TokenFormat SIGNED = TokenFormat.signed(key(0));
    private static final String TEXT = "1.2A.16B3740.NtrmaGPOGubSS58uldZR7w";

    /** Bytes that count up. */
    static SigningKey key(int first) {
        byte[] secret = new byte[32];
        for (int index = 0; index < secret.length; index++) {
            secret[index] = (byte) (first + index);
        }
        return SigningKey.of(secret);
    }

    static ConsistencyToken token(int timeline, long lsn) {
        return new ConsistencyToken(timeline, new Lsn(lsn));
    }

    private static void refused(TokenFormat format, String text, Reason reason) {
        assertThatThrownBy(() -> format.read(text)).isInstanceOfSatisfying(InvalidTokenException.class, refused -> {
            assertThat(refused.reason()).isEqualTo(reason);
            assertThat(refused).hasNoCause().hasMessageContaining("send a token exactly as it was given out");
            if (text.length() >= 6) {
                assertThat(refused.getMessage()).doesNotContain(text.substring(0, 6), text.substring(3));
            }
        });
    }

    /** The signatures are those of another implementation. */
    @ParameterizedTest
    @CsvSource({
        "1, 50331976, 1.1.3000148, EaUb7LgNUIzavmD4oPDcKw",
        "42, 23803712, 1.2A.16B3740, NtrmaGPOGubSS58uldZR7w",
        "2147483647, -1, 1.7FFFFFFF.FFFFFFFFFFFFFFFF, 8Cy_Ai0BeveGGPLKO0QUMQ"
    })
    void textsAreAsTheFormatSays(int timeline, long lsn, String plain, String signature) {
        assertThat(PLAIN.write(token(timeline, lsn))).isEqualTo(plain);
        assertThat(SIGNED.write(token(timeline, lsn))).isEqualTo(plain + "." + signature);
    }

    @Test
    void everyTokenComesBack() {
        long seed = Long.getLong("pgstride.seed", System.nanoTime());
        Random random = new Random(seed);
        long[] extremes = {0, 1, 0xF, 0x10, Integer.MAX_VALUE, 0xFFFF_FFFFL, Long.MAX_VALUE, Long.MIN_VALUE, -1};
        LongStream.concat(LongStream.of(extremes), random.longs(ROUNDS).map(lsn -> lsn >>> random.nextInt(Long.SIZE)))
                .forEach(lsn -> {
                    int timeline = 1 + (random.nextInt(Integer.MAX_VALUE) >>> random.nextInt(Integer.SIZE));
                    for (TokenFormat format : List.of(PLAIN, SIGNED)) {
                        String text = format.write(token(timeline, lsn));
                        assertThat(text)
                                .as("-Dpgstride.seed=%s", seed)
                                .matches("[A-Za-z0-9._-]{5,50}")
                                .hasSizeLessThanOrEqualTo(TokenFormat.MAX_LENGTH);
                        assertThat(format.read(text))
                                .as("-Dpgstride.seed=%s: %s", seed, text)
                                .isEqualTo(token(timeline, lsn));
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.",
                "1..",
                "1.1",
                "1.1.",
                "1..1",
                "1.0.1",
                "1.01.1",
                "1.1.01",
                "1.1.00",
                "1.2a.1",
                "1.1.16b",
                "01.1.1",
                "0.1.1",
                "+1.1.1",
                "v1.1.1",
                " 1.1.1",
                "1.1.1 ",
                "1.1.1\n",
                "1.1.1.",
                "1.1.1.1",
                "1.-1.1",
                "1.1.-1",
                "1.80000000.1",
                "1.FFFFFFFF.1",
                "1.100000000.1",
                "1.1.10000000000000000",
                "1.1.G",
                "1.\u0661.1",
                "1,1,1",
                "1-0000000003000148",
                "99999.1.1",
                "null",
                "\ud83d"
            })
    void anotherSpellingIsMalformed(String text) {
        refused(PLAIN, text, Reason.MALFORMED);
        refused(SIGNED, text, Reason.MALFORMED);
    }

    @Test
    void anotherSpellingOfTheSignatureIsRefused() {
        String stray = TEXT.substring(0, TEXT.length() - 1) + 'x';
        assertThat(bytes(stray)).isEqualTo(bytes(TEXT));
        refused(SIGNED, stray, Reason.SIGNATURE);
        for (String other : List.of(TEXT + "==", TEXT + "A", TEXT.substring(0, TEXT.length() - 1), TEXT + "\n")) {
            refused(SIGNED, other, Reason.MALFORMED);
        }
    }

    private static byte[] bytes(String text) {
        return Base64.getUrlDecoder().decode(text.substring(text.lastIndexOf('.') + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.2A.16B3740", "10.anything at all", "9999.", "2.\n"})
    void anotherVersionIsToldByItsNumber(String text) {
        String number = text.substring(0, text.indexOf('.'));
        for (TokenFormat format : List.of(PLAIN, SIGNED)) {
            refused(format, text, Reason.VERSION);
            assertThatThrownBy(() -> format.read(text))
                    .hasMessageContaining("of version " + number + ", and only version 1");
        }
    }

    @Test
    void aLongTextIsNotLookedAt() {
        refused(PLAIN, "2." + "x".repeat(62), Reason.VERSION);
        refused(PLAIN, "2." + "x".repeat(63), Reason.TOO_LONG);
        refused(SIGNED, "x".repeat(1_000_000), Reason.TOO_LONG);
        assertThatThrownBy(() -> SIGNED.read("x".repeat(65)))
                .hasMessageContaining("65 characters and may have at most 64");
    }

    @Test
    void aSignatureIsThereIfAndOnlyIfItIsWanted() {
        refused(SIGNED, "1.2A.16B3740", Reason.SIGNATURE);
        refused(PLAIN, TEXT, Reason.SIGNATURE);
    }

    @Test
    void theCurrentKeySignsAndAllVerify() {
        TokenFormat both = TokenFormat.signed(key(1), key(0));
        ConsistencyToken token = SIGNED.read(TEXT);
        assertThat(both.read(TEXT)).isEqualTo(token);
        String fresh = both.write(token);
        assertThat(fresh).isEqualTo(TokenFormat.signed(key(1)).write(token)).isNotEqualTo(TEXT);
        assertThat(TokenFormat.signed(key(0), key(2), key(1)).read(fresh)).isEqualTo(token);
        refused(TokenFormat.signed(key(1)), TEXT, Reason.SIGNATURE);
        refused(SIGNED, fresh, Reason.SIGNATURE);
    }

    @Test
    void aKeyGivenTwiceIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenFormat.signed(key(0), key(1), key(0)))
                .withMessageContaining("a key is given twice among 3");
    }

    @Test
    void toStringTellsNoKeys() {
        assertThat(PLAIN).hasToString("TokenFormat[plain]");
        assertThat(SIGNED).hasToString("TokenFormat[signed, 1 key]");
        assertThat(TokenFormat.signed(key(0), key(1))).hasToString("TokenFormat[signed, 2 keys]");
    }
}
