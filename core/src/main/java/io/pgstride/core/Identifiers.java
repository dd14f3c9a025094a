package io.pgstride.core;

import io.pgstride.core.internal.IdentifierParser;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.jooq.Name;
import org.jooq.impl.DSL;

/**
 * PostgreSQL identifiers: derived, parsed and quoted as PostgreSQL itself does it, in a database of encoding UTF8.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS">PostgreSQL: Identifiers</a>
 */
public final class Identifiers {
    /** The bytes of UTF-8 that an identifier may have: NAMEDATALEN - 1. PostgreSQL cuts longer ones off with a NOTICE only. */
    public static final int MAX_BYTES = 63;

    private static final int HASH_BYTES = 6;

    private Identifiers() {}

    /**
     * {@return an identifier made of parts joined by underscores, the same for the same parts at any time}
     *
     * <p>Where the whole would be longer than {@link #MAX_BYTES}, it is cut between two characters and ends in an underscore and 12
     * hexadecimal digits of the SHA-256 of the parts, so that long names which differ at their end remain different. Short names are
     * simply joined: {@code ("a_b", "c")} and {@code ("a", "b_c")} give the same.
     *
     * @param parts at least one, none of them empty
     * @throws InvalidIdentifierException if there is no part, or one is empty or has a NUL or half a surrogate pair
     */
    public static String derive(String... parts) {
        String joined = String.join("_", parts);
        if (parts.length == 0 || Arrays.asList(parts).contains("")) {
            throw new InvalidIdentifierException(joined, "made of no part or an empty one; give non-empty parts");
        }
        byte[] bytes = utf8(joined);
        if (bytes.length <= MAX_BYTES) {
            return joined;
        }
        int end = MAX_BYTES - 1 - 2 * HASH_BYTES;
        while ((bytes[end] & 0b1100_0000) == 0b1000_0000) {
            end--; // in UTF-8, 10xxxxxx continues a character
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8) + "_" + hash(parts);
    }

    private static String hash(String... parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                sha.update(utf8(part));
                sha.update((byte) 0);
            }
            return HexFormat.of().formatHex(sha.digest(), 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /**
     * Reads a name as PostgreSQL reads it: parts joined by dots, unquoted ones folded to lower case, quoted ones as they stand.
     *
     * <p>{@code Public."Odd ""Name"""} is {@code public} and {@code Odd "Name"}. As in PostgreSQL with UTF8, only A to Z are folded.
     *
     * @param text one name, qualified or not
     * @return a name whose parts jOOQ quotes
     * @throws InvalidIdentifierException if PostgreSQL would refuse the text, or cut a part to {@link #MAX_BYTES}
     */
    public static Name parse(String text) {
        try {
            String[] parts = IdentifierParser.parse(text).toArray(String[]::new);
            for (String part : parts) {
                requireValid(part);
            }
            return DSL.quotedName(parts);
        } catch (IdentifierParser.Malformed e) {
            throw new InvalidIdentifierException(text, String.valueOf(e.getMessage()));
        }
    }

    /**
     * {@return the name as SQL text with every part quoted, whatever jOOQ's settings say: {@code "public"."Odd ""Name"""}}
     *
     * @param name with one part or more, unquoted
     * @throws InvalidIdentifierException if a part is empty, has a NUL, or is longer than {@link #MAX_BYTES}
     */
    public static String quoted(Name name) {
        if (name.empty()) {
            requireValid("");
        }
        return Arrays.stream(name.getName())
                .map(part -> '"' + requireValid(part).replace("\"", "\"\"") + '"')
                .collect(Collectors.joining("."));
    }

    private static String requireValid(String part) {
        int bytes = utf8(part).length;
        if (bytes == 0) {
            throw new InvalidIdentifierException(part, "is empty; PostgreSQL needs at least one character");
        }
        if (bytes > MAX_BYTES) {
            throw new InvalidIdentifierException(
                    part,
                    "has " + bytes + " bytes, and PostgreSQL keeps " + MAX_BYTES
                            + " only; shorten it, or make it with Identifiers.derive");
        }
        return part;
    }

    private static byte[] utf8(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new InvalidIdentifierException(text, "has a NUL character, which PostgreSQL cannot store; remove it");
        }
        if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw new InvalidIdentifierException(text, "has half a surrogate pair, which is no character; remove it");
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
