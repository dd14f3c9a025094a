package io.pgstride.pagination.internal.token;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA-256 cut to 128 bits, as RFC 4868 has it for IPsec; RFC 2104 allows any cut down to half. One key signs and makes
 * the fingerprints; labels keep the uses apart.
 */
final class HmacSeal implements Seal {
    static final byte KIND = 1;
    private static final int SIGNATURE_LENGTH = 16;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKey key;

    HmacSeal(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    @Override
    public byte kind() {
        return KIND;
    }

    @Override
    public int signatureLength() {
        return SIGNATURE_LENGTH;
    }

    @Override
    public byte[] signature(byte[] bytes, int length) {
        return Arrays.copyOf(digest(Label.SIGNATURE, Arrays.copyOf(bytes, length)), SIGNATURE_LENGTH);
    }

    @Override
    public byte[] digest(Label label, byte[] text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(label.prefix());
            return mac.doFinal(text);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java platform must have " + ALGORITHM, missing);
        }
    }
}
