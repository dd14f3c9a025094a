package io.pgstride.core.signing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A secret that signs what clients are given and must bring back unchanged: consistency tokens in their
 * {@linkplain io.pgstride.core.TokenFormat text form}, and cursors of pagination. It is made of any 32 bytes or more from a good
 * random source, such as {@link java.security.SecureRandom}, which all servers of one service share.
 *
 * <pre>{@code
 * SigningKey key = SigningKey.of(Base64.getDecoder().decode(secretOfTheService));
 * }</pre>
 *
 * <p>One key may serve several purposes: whatever is signed for one is never good for another. Nothing leads from a key back to
 * its bytes. Immutable and thread-safe; nothing blocks.
 */
public final class SigningKey {
    /** The shortest secret, in bytes: the length of the hash, as RFC 2104 advises. */
    public static final int MIN_LENGTH = 32;

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKey secret;

    private SigningKey(SecretKey secret) {
        this.secret = secret;
    }

    /**
     * {@return the key of a secret}
     *
     * @param secret at least {@value #MIN_LENGTH} random bytes, which are copied
     * @throws IllegalArgumentException if there are fewer
     */
    public static SigningKey of(byte[] secret) {
        if (secret.length < MIN_LENGTH) {
            throw new IllegalArgumentException("the signing key has " + secret.length + " bytes; give at least "
                    + MIN_LENGTH + " from a SecureRandom");
        }
        return new SigningKey(new SecretKeySpec(secret, ALGORITHM));
    }

    /**
     * {@return HMAC-SHA-256 (RFC 2104) of the purpose, a NUL and the message: 32 bytes}
     *
     * <p>For what signs by itself; compare by {@link java.security.MessageDigest#isEqual}, in constant time.
     *
     * @param purpose a name that nothing else signs under, of printable ASCII characters, so that none holds the NUL
     * @param message of any length
     * @throws IllegalArgumentException if the purpose holds other characters
     */
    public byte[] hmac(String purpose, byte[] message) {
        if (!purpose.chars().allMatch(character -> character >= ' ' && character <= '~')) {
            throw new IllegalArgumentException("a purpose is a name of printable ASCII characters");
        }
        byte[] prefix = purpose.getBytes(StandardCharsets.US_ASCII);
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            mac.update(Arrays.copyOf(prefix, prefix.length + 1));
            return mac.doFinal(message);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java platform must have " + ALGORITHM, missing);
        }
    }

    /** Whether both were made of the same bytes; compared in constant time. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SigningKey key && secret.equals(key.secret);
    }

    @Override
    public int hashCode() {
        return secret.hashCode();
    }

    /** Nothing of the key. */
    @Override
    public String toString() {
        return "SigningKey";
    }
}
