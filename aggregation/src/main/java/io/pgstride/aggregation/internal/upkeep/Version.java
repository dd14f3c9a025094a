package io.pgstride.aggregation.internal.upkeep;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tells one text of generated statements from another. */
public final class Version {
    private static final int BYTES = 6;

    private Version() {}

    /** 12 hexadecimal digits of its SHA-256. */
    public static String of(String statements) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(statements.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
