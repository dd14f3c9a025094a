package io.pgstride.pagination.internal.token;

import io.pgstride.core.signing.SigningKey;
import io.pgstride.pagination.ExpiredCursorException;
import io.pgstride.pagination.FilterMismatchException;
import io.pgstride.pagination.MalformedCursorException;
import io.pgstride.pagination.OrderingMismatchException;
import io.pgstride.pagination.OversizedCursorException;
import io.pgstride.pagination.ScopeMismatchException;
import io.pgstride.pagination.TamperedCursorException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes tokens and takes them back. Immutable and thread-safe.
 *
 * <p>A token is base64url without padding (RFC 4648, section 5) of:
 *
 * <pre>
 * 1 byte     version: 1
 * 1 byte     kind: 0 unsigned, 1 HMAC-SHA-256
 * number     when it was issued, in whole seconds since 1970
 * 8 bytes    fingerprint of the ordering
 * 8 bytes    fingerprint of the filter
 * 8 bytes    fingerprint of the scope
 * number     how many values
 *   each:    number: 0 for NULL, else 1 + the length of what follows
 *            the value in UTF-8
 * 16 bytes   signature of all that is above; kind 1 only
 * </pre>
 *
 * A number has seven bits a byte, the lowest first; the highest bit says that more follow. With F(label, text) = HMAC-SHA-256
 * (key, "pgstride cursor 1 " label NUL text), of which fingerprints are the first 8 bytes and the signature the first 16: the
 * labels are ORDERING, FILTER, SCOPE, over the text's UTF-16 (big-endian), and SIGNATURE. Kind 0 has SHA-256 for HMAC.
 *
 * <p>What holds:
 * <ul>
 *   <li>One content has one spelling: base64 is checked by spelling it again, numbers are as short as they go, UTF-8 is strict,
 *       nothing follows the last value.
 *   <li>Signed content is not looked into before its signature is found good; what is looked into is never trusted: no length
 *       is believed beyond the bytes that are there.
 *   <li>Checks go from cheap to dear and from outside to inside: length, base64 and head, signature, content, age, ordering,
 *       filter, scope. The first that fails is told.
 *   <li>Fingerprints are made with the key that signed, so a holder cannot find out a filter's values by trying.
 *   <li>There is no key's name in a token: each accepted key is tried, at about a microsecond.
 *   <li>The age is judged by the verifier's limit, so a limit that is lowered works on tokens that are out already. One from
 *       the future, as of a server whose clock is ahead, has no age.
 * </ul>
 */
public final class TokenCodec {
    static final byte VERSION = 1;
    private static final int HEAD = 2;

    private final List<Seal> seals;
    private final int maxLength;
    private final @Nullable Duration expireAfter;
    private final Clock clock;

    private TokenCodec(List<Seal> seals, int maxLength, @Nullable Duration expireAfter, Clock clock) {
        this.seals = seals;
        this.maxLength = maxLength;
        this.expireAfter = expireAfter;
        this.clock = clock;
    }

    /** Signs with the first key and accepts all. */
    public static TokenCodec signed(List<SigningKey> keys, int maxLength, @Nullable Duration expireAfter, Clock clock) {
        List<Seal> seals = keys.stream().<Seal>map(HmacSeal::new).toList();
        return new TokenCodec(seals, maxLength, expireAfter, clock);
    }

    /** Signs nothing. */
    public static TokenCodec unsigned(int maxLength, Clock clock) {
        return new TokenCodec(List.of(new NoSeal()), maxLength, null, clock);
    }

    /** The same with another limit, in characters. */
    TokenCodec withMaxLength(int length) {
        return new TokenCodec(seals, length, expireAfter, clock);
    }

    /** What makes tokens of one binding; to be kept for a page with many. */
    public TokenEncoder encoder(TokenBinding binding) {
        Seal newest = seals.get(0);
        return new TokenEncoder(newest, Fingerprints.of(newest, binding), maxLength, clock);
    }

    /**
     * The values of a token that is good for the binding, as many as there were when it was made; unmodifiable.
     *
     * @param wanted asked only of a token that is good otherwise, as a binding takes longer to make than to check
     */
    public List<@Nullable String> decode(Supplier<TokenBinding> wanted, String token) {
        if (token.length() > maxLength) {
            throw new OversizedCursorException(token.length(), maxLength);
        }
        byte[] bytes = TokenText.bytes(token);
        checkHead(bytes);
        int end = bytes.length - seals.get(0).signatureLength();
        Seal seal = sealOf(bytes, end);
        TokenContent content = TokenContent.read(new TokenReader(bytes, HEAD, end));
        checkAge(content);
        TokenBinding binding = wanted.get();
        checkBinding(content.fingerprints(), Fingerprints.of(seal, binding), binding);
        return content.values();
    }

    private void checkHead(byte[] bytes) {
        if (bytes.length < HEAD) {
            throw new MalformedCursorException(bytes.length == 0 ? "it is empty" : "it ends too early");
        }
        if (bytes[0] != VERSION) {
            throw new MalformedCursorException("it is of version " + Byte.toUnsignedInt(bytes[0])
                    + ", and only version " + VERSION + " is known here");
        }
        if (bytes[1] != NoSeal.KIND && bytes[1] != HmacSeal.KIND) {
            throw new MalformedCursorException("it is neither signed nor unsigned");
        }
        checkKind(bytes[1], seals.get(0).kind());
        if (bytes.length < HEAD + seals.get(0).signatureLength()) {
            throw new MalformedCursorException("it ends too early");
        }
    }

    private static void checkKind(byte found, byte wanted) {
        if (found == NoSeal.KIND && wanted == HmacSeal.KIND) {
            throw new TamperedCursorException("the cursor has no signature, and only signed ones are accepted");
        }
        if (found != wanted) {
            throw new MalformedCursorException("it is signed, and only unsigned ones are read here");
        }
    }

    private Seal sealOf(byte[] bytes, int end) {
        byte[] signature = Arrays.copyOfRange(bytes, end, bytes.length);
        return seals.stream()
                .filter(seal -> MessageDigest.isEqual(seal.signature(bytes, end), signature))
                .findFirst()
                .orElseThrow(() -> new TamperedCursorException(
                        "the cursor was changed, or signed with a key that is not accepted any more"));
    }

    private void checkAge(TokenContent content) {
        Duration age = Duration.ofSeconds(Math.max(0, TokenEncoder.seconds(clock) - content.issued()));
        if (expireAfter != null && age.compareTo(expireAfter) > 0) {
            throw new ExpiredCursorException(age, expireAfter);
        }
    }

    private static void checkBinding(Fingerprints found, Fingerprints wanted, TokenBinding binding) {
        if (!found.sameOrdering(wanted)) {
            throw new OrderingMismatchException(binding.description());
        }
        if (!found.sameFilter(wanted)) {
            throw new FilterMismatchException();
        }
        if (!found.sameScope(wanted)) {
            throw new ScopeMismatchException();
        }
    }
}
