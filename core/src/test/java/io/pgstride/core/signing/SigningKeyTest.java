package io.pgstride.core.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyTest {
    private static final byte[] SECRET = "a key of thirty-two bytes exact.".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MESSAGE = {1, 2, 3};

    @Test
    void aShortSecretIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SigningKey.of(Arrays.copyOf(SECRET, 31)))
                .withMessage("the signing key has 31 bytes; give at least 32 from a SecureRandom");
    }

    @Test
    void theSecretIsCopied() {
        byte[] mine = SECRET.clone();
        SigningKey key = SigningKey.of(mine);
        Arrays.fill(mine, (byte) 0);
        assertThat(key.hmac("a", MESSAGE)).isEqualTo(SigningKey.of(SECRET).hmac("a", MESSAGE));
    }

    /** As another implementation computes it; the key is longer than the hash's block. */
    @Test
    void signaturesAreThoseOfOthers() {
        byte[] secret = new byte[131];
        Arrays.fill(secret, (byte) 0xaa);
        byte[] hmac = SigningKey.of(secret)
                .hmac("Test Using Larger", "Than Block-Size Key - Hash Key First".getBytes(StandardCharsets.US_ASCII));
        assertThat(HexFormat.of().formatHex(hmac))
                .isEqualTo("a5f47136aa210c156a03ff94c2a3adf6ae33eacdc91bdf59750af85c16694a3d");
    }

    @Test
    void eachPurposeHasSignaturesOfItsOwn() {
        SigningKey key = SigningKey.of(SECRET);
        assertThat(key.hmac("a", MESSAGE)).hasSize(32).isNotEqualTo(key.hmac("b", MESSAGE));
        // What would be the same without a mark between the two.
        assertThat(key.hmac("ab", "c".getBytes(StandardCharsets.US_ASCII)))
                .isNotEqualTo(key.hmac("a", "bc".getBytes(StandardCharsets.US_ASCII)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "\n", "\u00e4", "\ud83d", "\u007f"})
    void aPurposeIsAName(String purpose) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SigningKey.of(SECRET).hmac(purpose, MESSAGE));
    }

    @Test
    void keysAreEqualByTheirSecrets() {
        byte[] other = SECRET.clone();
        other[31]++;
        assertThat(SigningKey.of(SECRET))
                .isEqualTo(SigningKey.of(SECRET.clone()))
                .hasSameHashCodeAs(SigningKey.of(SECRET.clone()))
                .isNotEqualTo(SigningKey.of(other))
                .isNotEqualTo(SigningKey.of(Arrays.copyOf(SECRET, 33)));
    }

    @Test
    void toStringTellsNothing() {
        SigningKey key = SigningKey.of(SECRET);
        assertThat(key).hasToString("SigningKey");
    }
}
