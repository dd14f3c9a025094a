package io.pgstride.pagination.internal.token;

import io.pgstride.pagination.internal.token.Seal.Label;
import java.security.MessageDigest;
import java.util.Arrays;

/** The three fingerprints of a binding, one after the other. */
final class Fingerprints {
    static final int LENGTH = 3 * Seal.FINGERPRINT_LENGTH;

    private final byte[] bytes;

    Fingerprints(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    static Fingerprints of(Seal seal, TokenBinding binding) {
        return new Fingerprints(new TokenWriter()
                .bytes(seal.fingerprint(Label.ORDERING, binding.ordering()))
                .bytes(seal.fingerprint(Label.FILTER, binding.filter()))
                .bytes(seal.fingerprint(Label.SCOPE, binding.scope()))
                .toByteArray());
    }

    byte[] bytes() {
        return bytes.clone();
    }

    boolean sameOrdering(Fingerprints other) {
        return same(other, 0);
    }

    boolean sameFilter(Fingerprints other) {
        return same(other, 1);
    }

    boolean sameScope(Fingerprints other) {
        return same(other, 2);
    }

    /** In constant time, so that answers' timing tells nothing about another's fingerprint. */
    private boolean same(Fingerprints other, int index) {
        return MessageDigest.isEqual(part(index), other.part(index));
    }

    private byte[] part(int index) {
        int from = index * Seal.FINGERPRINT_LENGTH;
        return Arrays.copyOfRange(bytes, from, from + Seal.FINGERPRINT_LENGTH);
    }
}
