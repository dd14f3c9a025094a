package io.pgstride.pagination.internal.token;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** What makes a token hard to forge, or does not. Immutable and thread-safe. */
sealed interface Seal permits HmacSeal, NoSeal {
    /** Of each part of a binding, in bytes. */
    int FINGERPRINT_LENGTH = 8;

    /** The second byte of a token. */
    byte kind();

    /** The length of {@link #signature}, in bytes. */
    int signatureLength();

    /** The signature of the first so many bytes of an array. */
    byte[] signature(byte[] bytes, int length);

    /** Of any length, by a function that differs for each label. */
    byte[] digest(Label label, byte[] text);

    /** A digest of a text cut to {@link #FINGERPRINT_LENGTH}; of the UTF-16, so that lone surrogates count too. */
    default byte[] fingerprint(Label label, String text) {
        ByteBuffer utf16 = ByteBuffer.allocate(Math.multiplyExact(text.length(), 2));
        utf16.asCharBuffer().put(text);
        return Arrays.copyOf(digest(label, utf16.array()), FINGERPRINT_LENGTH);
    }

    /** Domain separation: under one key, each use has a purpose of its own. */
    enum Label {
        SIGNATURE,
        ORDERING,
        FILTER,
        SCOPE;

        /** As {@link io.pgstride.core.signing.SigningKey#hmac} wants it. */
        String purpose() {
            return "pgstride cursor 1 " + name();
        }
    }
}
