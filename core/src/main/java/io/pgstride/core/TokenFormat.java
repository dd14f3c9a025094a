package io.pgstride.core;

import io.pgstride.core.InvalidTokenException.Reason;
import io.pgstride.core.signing.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The text of a {@link ConsistencyToken} that travels in a header, a cookie or a job's payload.
 *
 * <pre>{@code
 * plain    1.2A.16B3740                           version, timeline and position in hexadecimal digits
 * signed   1.2A.16B3740.NtrmaGPOGubSS58uldZR7w    the same and its signature in base64url without padding (RFC 4648)
 * }</pre>
 *
 * <p>It is of {@code A-Z a-z 0-9 . - _}, hence fit for a URL, a header and a cookie as it is, and of at most 50 characters. A token
 * has one text: leading zeros, lower-case digits, white space and padding are refused.
 *
 * <p><b>Why sign.</b> A forged token must not force reads onto the primary. Whoever can send a token can make one that no replica has
 * reached yet; reads with it wait, and then load the primary or fail. Routing takes a position beyond the primary's end for that
 * end, but while others write, replicas are not there yet either; and a later timeline it must believe. So what comes from browsers,
 * apps or strangers is better signed: they can then only repeat or withhold what they were given. Plain texts are for programs that
 * are trusted as much as the server is.
 *
 * <p>A signature is HMAC-SHA-256 over the plain text, cut to 128 bits (RFC 2104, RFC 4868), compared in constant time, and made for
 * this purpose only: nothing else that the key signs, such as a cursor, passes as a token, nor a token as one of those. It does not
 * say of which cluster a token is: give each cluster a key of its own. Signed is not encrypted: positions tell a holder of two tokens
 * how much was written between them.
 *
 * <p>Immutable and thread-safe; nothing blocks and no SQL runs.
 */
public final class TokenFormat {
    /** Longer texts are refused unread, in characters; a column of this length has room for later versions too. */
    public static final int MAX_LENGTH = 64;

    private static final String PURPOSE = "pgstride consistency token 1";
    private static final int SIGNATURE_LENGTH = 16;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final Pattern TEXT = Pattern.compile("(?<body>1"
            + "\\.(?<timeline>[1-7][0-9A-F]{7}|[1-9A-F][0-9A-F]{0,6})"
            + "\\.(?<lsn>0|[1-9A-F][0-9A-F]{0,15}))"
            + "(?:\\.(?<signature>[A-Za-z0-9_-]{22}))?");
    private static final Pattern OTHER_VERSION = Pattern.compile("(?!1\\.)([1-9][0-9]{0,3})\\..*", Pattern.DOTALL);
    private static final TokenFormat PLAIN = new TokenFormat(List.of());

    /** The first one signs; without any, nothing is signed. */
    private final List<SigningKey> keys;

    private TokenFormat(List<SigningKey> keys) {
        this.keys = keys;
    }

    /** {@return the format without a signature, for senders that are trusted as much as the server is} */
    public static TokenFormat plain() {
        return PLAIN;
    }

    /**
     * {@return the format that only holders of a key can write}
     *
     * <p>To rotate: accept the new key everywhere as a previous one, then sign with it everywhere, and withdraw the old one some
     * minutes later, when replicas have long replayed what its tokens stand for.
     *
     * @param current signs, and is accepted
     * @param previous accepted, too: older keys, or the one that will sign next
     * @throws IllegalArgumentException if a key is given twice
     */
    public static TokenFormat signed(SigningKey current, SigningKey... previous) {
        List<SigningKey> keys =
                Stream.concat(Stream.of(current), Arrays.stream(previous)).toList();
        if (new HashSet<>(keys).size() < keys.size()) {
            throw new IllegalArgumentException(
                    "a key is given twice among " + keys.size() + "; give each once, the one that signs first");
        }
        return new TokenFormat(keys);
    }

    /**
     * {@return the text of a token}
     *
     * @param token as a commit gave it
     */
    public String write(ConsistencyToken token) {
        String body = "1." + hexadecimal(token.timeline()) + "."
                + hexadecimal(token.lsn().value());
        return keys.isEmpty() ? body : body + "." + signature(keys.get(0), body);
    }

    /**
     * {@return the token of a text}
     *
     * @param text as {@link #write} gave it, without anything around it
     * @throws InvalidTokenException if it is anything else, or not signed as this format wants it; reads then best go on as if no
     *     token had come
     */
    public ConsistencyToken read(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new InvalidTokenException(
                    Reason.TOO_LONG, "it has " + text.length() + " characters and may have at most " + MAX_LENGTH);
        }
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw misshapen(text);
        }
        checkSignature(parts.group("body"), parts.group("signature"));
        return new ConsistencyToken(
                Integer.parseInt(parts.group("timeline"), 16), new Lsn(Long.parseUnsignedLong(parts.group("lsn"), 16)));
    }

    private static InvalidTokenException misshapen(String text) {
        Matcher version = OTHER_VERSION.matcher(text);
        return version.matches()
                ? new InvalidTokenException(
                        Reason.VERSION, "it is of version " + version.group(1) + ", and only version 1 is known here")
                : new InvalidTokenException(
                        Reason.MALFORMED, "it is not of the form that consistency tokens are written in");
    }

    private void checkSignature(String body, @Nullable String signature) {
        if (keys.isEmpty() && signature != null) {
            throw new InvalidTokenException(Reason.SIGNATURE, "it is signed, and there is no key here to check it");
        }
        if (!keys.isEmpty() && signature == null) {
            throw new InvalidTokenException(Reason.SIGNATURE, "it has no signature, and only signed ones are accepted");
        }
        if (signature != null && keys.stream().noneMatch(key -> same(signature(key, body), signature))) {
            throw new InvalidTokenException(
                    Reason.SIGNATURE, "it was changed, or signed with a key that is not accepted any more");
        }
    }

    /** As texts, so that stray bits behind the last byte make no second spelling. */
    private static boolean same(String expected, String given) {
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII), given.getBytes(StandardCharsets.US_ASCII));
    }

    private static String signature(SigningKey key, String body) {
        byte[] whole = key.hmac(PURPOSE, body.getBytes(StandardCharsets.US_ASCII));
        return BASE64.encodeToString(Arrays.copyOf(whole, SIGNATURE_LENGTH));
    }

    private static String hexadecimal(long unsigned) {
        return Long.toHexString(unsigned).toUpperCase(Locale.ROOT);
    }

    /** The number of keys; never the keys. */
    @Override
    public String toString() {
        return "TokenFormat["
                + (keys.isEmpty() ? "plain" : "signed, " + keys.size() + (keys.size() == 1 ? " key" : " keys")) + "]";
    }
}
