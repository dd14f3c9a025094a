package io.pgstride.pagination.internal.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** No signature; fingerprints by SHA-256, which anyone can compute. */
final class NoSeal implements Seal {
    static final byte KIND = 0;

    @Override
    public byte kind() {
        return KIND;
    }

    @Override
    public int signatureLength() {
        return 0;
    }

    @Override
    public byte[] signature(byte[] bytes, int length) {
        return new byte[0];
    }

    @Override
    public byte[] digest(Label label, byte[] text) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update((label.purpose() + "\0").getBytes(StandardCharsets.US_ASCII));
            return sha.digest(text);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform must have SHA-256", missing);
        }
    }
}
