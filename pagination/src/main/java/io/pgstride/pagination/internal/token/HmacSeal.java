package io.pgstride.pagination.internal.token;

import io.pgstride.core.signing.SigningKey;
import java.util.Arrays;

/**
 * HMAC-SHA-256 cut to 128 bits, as RFC 4868 has it for IPsec; RFC 2104 allows any cut down to half. One key signs and makes
 * the fingerprints; labels keep the uses apart.
 */
final class HmacSeal implements Seal {
    static final byte KIND = 1;
    private static final int SIGNATURE_LENGTH = 16;

    private final SigningKey key;

    HmacSeal(SigningKey key) {
        this.key = key;
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
        return key.hmac(label.purpose(), text);
    }
}
