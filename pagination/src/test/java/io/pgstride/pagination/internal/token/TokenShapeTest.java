package io.pgstride.pagination.internal.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.pagination.CursorEncodingException;
import io.pgstride.pagination.CursorException;
import io.pgstride.pagination.MalformedCursorException;
import io.pgstride.pagination.TamperedCursorException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no token, or not as it was given out, is refused; so is making one of what a token cannot hold. */
class TokenShapeTest {
    private static final String TOKEN = Sample.token(Sample.signed(1));

    private static String content(String token, int... bytes) {
        byte[] whole = Arrays.copyOf(TokenText.bytes(token), 31 + bytes.length);
        for (int index = 0; index < bytes.length; index++) {
            whole[31 + index] = (byte) bytes[index];
        }
        return TokenText.of(whole);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "A",
                "AQ",
                "AQE",
                "AQEA",
                "?",
                "a b",
                "page=2",
                "\u00e4\u20ac",
                "a+/b",
                "\ud83d",
                "null",
                "\n"
            })
    void whatIsNoTokenIsMalformed(String text) {
        Refused.by(Sample.signed(1), text).isExactlyInstanceOf(MalformedCursorException.class);
    }

    @Test
    void anotherSpellingOfTheSameBytesIsMalformed() {
        byte[] bytes = TokenText.bytes(TOKEN);
        assertThat(bytes.length % 3).as("so that there is padding to add").isNotZero();
        String padding = "=".repeat(3 - bytes.length % 3);
        for (String other : List.of(TOKEN + padding, TOKEN + "\n", " " + TOKEN)) {
            Refused.by(Sample.signed(1), other).isExactlyInstanceOf(MalformedCursorException.class);
        }
        int last = TOKEN.length() - 1;
        String stray = TOKEN.substring(0, last) + (char) (TOKEN.charAt(last) + 1);
        assertThat(Base64.getUrlDecoder().decode(stray)).isEqualTo(bytes);
        Refused.by(Sample.signed(1), stray)
                .isExactlyInstanceOf(MalformedCursorException.class)
                .hasMessageContaining("stray bits");
    }

    @Test
    void anUnknownVersionIsMalformedInItsOwnWords() {
        Refused.by(Sample.signed(1), Refused.changed(TOKEN, bytes -> bytes[0] = 2))
                .isExactlyInstanceOf(MalformedCursorException.class)
                .hasMessageContaining("version 2")
                .hasMessageContaining("version 1");
    }

    @Test
    void anUnknownKindIsMalformed() {
        Refused.by(Sample.signed(1), Refused.changed(TOKEN, bytes -> bytes[1] = 2))
                .isExactlyInstanceOf(MalformedCursorException.class)
                .hasMessageContaining("neither");
    }

    @Test
    void anyChangedBitAfterTheHeadIsTampering() {
        int bits = 8 * TokenText.bytes(TOKEN).length;
        for (int bit = 16; bit < bits; bit++) {
            int at = bit;
            Refused.by(Sample.signed(1, 2), Refused.changed(TOKEN, bytes -> bytes[at / 8] ^= (byte) (1 << at % 8)))
                    .isExactlyInstanceOf(TamperedCursorException.class);
        }
    }

    @Test
    void aTokenCutShortIsTamperedOrMalformed() {
        byte[] bytes = TokenText.bytes(TOKEN);
        for (int length = 0; length < bytes.length; length++) {
            Refused.by(Sample.signed(1), TokenText.of(Arrays.copyOf(bytes, length)))
                    .isInstanceOfAny(TamperedCursorException.class, MalformedCursorException.class);
        }
    }

    @Test
    void anUnsignedTokenIsTamperingWhereSignedOnesAreWanted() {
        Refused.by(Sample.signed(1), Sample.token(Sample.unsigned()))
                .isExactlyInstanceOf(TamperedCursorException.class)
                .hasMessageContaining("no signature");
        Refused.by(Sample.unsigned(), TOKEN)
                .isExactlyInstanceOf(MalformedCursorException.class)
                .hasMessageContaining("signed");
    }

    @Test
    void contentOfAnotherShapeIsMalformed() {
        String unsigned = Sample.token(Sample.unsigned());
        assertThat(Sample.unsigned().decode(() -> Sample.BINDING, content(unsigned, 1, 2, 'x')))
                .containsExactly("x");
        List<String> bad = List.of(
                content(unsigned),
                content(unsigned, 1),
                content(unsigned, 1, 3, 'x'),
                content(unsigned, 1, 2, 'x', 0),
                content(unsigned, 0x81, 0, 0),
                content(unsigned, 0x80),
                content(unsigned, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f),
                content(unsigned, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1),
                content(unsigned, 1, 0xff, 0xff, 0xff, 0xff, 0x0f),
                content(unsigned, 1, 2, 0),
                content(unsigned, 1, 2, 0x80),
                content(unsigned, 1, 3, 0xc0, 0x80),
                content(unsigned, 1, 4, 0xed, 0xa0, 0x80),
                content(unsigned, 1, 5, 0xf4, 0x90, 0x80, 0x80));
        for (String token : bad) {
            Refused.by(Sample.unsigned(), token).isExactlyInstanceOf(MalformedCursorException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret\ud800", "\udc00secret", "sec\ud800ret", "secret\0"})
    void whatPostgresTextCannotHoldIsNotEncoded(String value) {
        assertThatThrownBy(() -> Sample.signed(1).encoder(Sample.BINDING).encode(List.of("1", value)))
                .isExactlyInstanceOf(CursorEncodingException.class)
                .hasMessageContaining("key 2 of 2")
                .hasNoCause()
                .message()
                .doesNotContain("sec");
    }

    @Test
    void whatWouldBeTooLongToReadIsNotEncoded() {
        TokenEncoder encoder = Sample.signed(1).encoder(Sample.BINDING);
        assertThatThrownBy(() -> encoder.encode(List.of("x".repeat(Sample.MAX_LENGTH))))
                .isExactlyInstanceOf(CursorEncodingException.class)
                .isNotInstanceOf(CursorException.class)
                .hasMessageContaining("maxLength is 4096")
                .hasMessageContaining("raise maxLength");
    }
}
