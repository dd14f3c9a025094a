package io.pgstride.pagination;

import io.pgstride.core.signing.SigningKey;
import io.pgstride.pagination.internal.token.TokenCodec;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How cursors become tokens, texts that a client holds between two pages, and cursors again.
 *
 * <pre>{@code
 * CursorTokens tokens = CursorTokens.signed(newestKey)
 *         .alsoAccept(lastMonthsKey)
 *         .expireAfter(Duration.ofDays(1))
 *         .build();
 * }</pre>
 *
 * <p>A token is opaque, of the letters, digits, {@code -} and {@code _} of base64url, and so fit for a URL as it is. It is bound
 * to the ordering, the filter with its values, and the scope of the query that made it, and refused for any other; of these it
 * holds fingerprints made with the key. The key values of its row it holds as they are: <b>signed, not encrypted</b>, so whoever
 * holds a token can read them. Do not order by what the client may not see.
 *
 * <p>Signed tokens are HMAC-SHA-256 (RFC 2104, cut to 128 bits as in RFC 4868), compared in constant time. The {@link SigningKey}
 * may sign other things, too; none of them passes as a cursor. To rotate: {@linkplain Builder#alsoAccept accept} the new key
 * everywhere, then sign with it everywhere and accept the old one, and withdraw that after {@link Builder#expireAfter} has passed.
 *
 * <p>Immutable and thread-safe; nothing blocks and no SQL runs.
 */
public final class CursorTokens {
    /** The longest token without {@link Builder#maxLength}, in characters. */
    public static final int DEFAULT_MAX_LENGTH = 4096;

    /** The least {@link Builder#maxLength}, in characters: a token with two short keys has about 100. */
    public static final int MIN_MAX_LENGTH = 128;

    private final TokenCodec codec;
    private final String description;

    private CursorTokens(TokenCodec codec, String description) {
        this.codec = codec;
        this.description = description;
    }

    /**
     * {@return a builder of tokens that only holders of the key can make}
     *
     * @param newestKey signs, and is accepted
     */
    public static Builder signed(SigningKey newestKey) {
        return new Builder(newestKey);
    }

    /**
     * {@return tokens without a signature, that never expire; for clients that are trusted as much as the server is}
     *
     * <p>Whoever can send such a token can make one: for any row, existing or not, for another scope and any filter whose text
     * they can guess, with texts as key values that the database refuses to read as their types (an error of the database, not a
     * {@link CursorException}). Its fingerprints are plain SHA-256, so a holder can find out short filter values by trying.
     * Values are bound parameters as always, so it opens no way to inject SQL. Never take one from the open internet.
     */
    public static CursorTokens unsigned() {
        return new CursorTokens(TokenCodec.unsigned(DEFAULT_MAX_LENGTH, Clock.systemUTC()), "unsigned");
    }

    TokenCodec codec() {
        return codec;
    }

    /** The options; never the keys. */
    @Override
    public String toString() {
        return "CursorTokens[" + description + "]";
    }

    /** Options of signed tokens, checked when {@linkplain #build built}. Not thread-safe. */
    public static final class Builder {
        private final List<SigningKey> keys = new ArrayList<>();
        private @Nullable Duration expireAfter;
        private int maxLength = DEFAULT_MAX_LENGTH;
        private Clock clock = Clock.systemUTC();

        private Builder(SigningKey newestKey) {
            keys.add(Objects.requireNonNull(newestKey, "newestKey"));
        }

        /**
         * {@return this builder, accepting tokens that other keys signed, besides the newest}
         *
         * @param otherKeys older ones, or the one that will sign next; may be called again
         */
        public Builder alsoAccept(SigningKey... otherKeys) {
            Arrays.stream(otherKeys).map(Objects::requireNonNull).forEach(keys::add);
            return this;
        }

        /**
         * {@return this builder, refusing tokens of a greater age} Without it they are good as long as their key. It holds for tokens that
         * are out already, too.
         *
         * @param age at least one second; compared in whole seconds
         */
        public Builder expireAfter(Duration age) {
            expireAfter = Objects.requireNonNull(age, "age");
            return this;
        }

        /**
         * {@return this builder, neither making nor reading tokens of more characters}
         *
         * @param characters at least {@value #MIN_MAX_LENGTH}; {@value #DEFAULT_MAX_LENGTH} by default
         */
        public Builder maxLength(int characters) {
            maxLength = characters;
            return this;
        }

        /**
         * {@return this builder, with another source of the time than {@link Clock#systemUTC()}}
         *
         * @param source thread-safe
         */
        public Builder clock(Clock source) {
            clock = Objects.requireNonNull(source, "source");
            return this;
        }

        /**
         * {@return the tokens}
         *
         * @throws IllegalArgumentException if a key is given twice, or an option is out of its bounds
         */
        public CursorTokens build() {
            checkKeys();
            if (expireAfter != null && expireAfter.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException(
                        "expireAfter is " + expireAfter
                                + "; give at least PT1S, as tokens have their time in whole seconds, or leave it out for no expiry");
            }
            if (maxLength < MIN_MAX_LENGTH) {
                throw new IllegalArgumentException("maxLength is " + maxLength + "; give at least " + MIN_MAX_LENGTH
                        + " characters, as a token without any value has 64 already");
            }
            String description = "signed, " + keys.size() + (keys.size() == 1 ? " key" : " keys") + ", expireAfter "
                    + (expireAfter == null ? "none" : expireAfter) + ", maxLength " + maxLength;
            return new CursorTokens(TokenCodec.signed(keys, maxLength, expireAfter, clock), description);
        }

        private void checkKeys() {
            for (int index = 0; index < keys.size(); index++) {
                if (keys.subList(0, index).contains(keys.get(index))) {
                    throw new IllegalArgumentException("key " + (index + 1) + " of " + keys.size()
                            + " is the same as one before it; give each key once, the newest to signed(...)");
                }
            }
        }
    }
}
