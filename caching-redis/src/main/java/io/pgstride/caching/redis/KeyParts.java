package io.pgstride.caching.redis;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Texts of keys that have several parts, such as the parameters of a query, for {@link RedisValues#keys}:
 *
 * <pre>{@code
 * record Results(long assessment, Set<Status> of, int top) {}
 *
 * redis.<Results, List<Result>>values(codec)
 *         .keys(key -> KeyParts.join(key.assessment(), key.of(), key.top()))
 * }</pre>
 *
 * <p>Different parts have different texts, whatever characters they have, as long as each has always the same type. They are those of {@code toString()}, hence the same in
 * each process and release.
 */
public final class KeyParts {
    private static final List<Class<?>> PLAIN = List.of(
            Long.class,
            Integer.class,
            Short.class,
            Byte.class,
            Boolean.class,
            UUID.class,
            BigDecimal.class,
            BigInteger.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class,
            OffsetTime.class,
            OffsetDateTime.class,
            ZonedDateTime.class,
            Year.class,
            YearMonth.class,
            Instant.class,
            Duration.class);

    private KeyParts() {}

    /**
     * {@return a text for a key of these parts}
     *
     * @param parts strings, whole and decimal numbers, booleans, UUIDs, enums, dates and times of {@code java.time}, null, and lists and sets of these; the order in a set does
     *     not matter
     * @throws IllegalArgumentException if a part is of another type, or there is none
     */
    public static String join(@Nullable Object... parts) {
        if (parts.length == 0) {
            throw new IllegalArgumentException("a key of no parts: give one at least");
        }
        return Stream.of(parts).map(KeyParts::text).collect(Collectors.joining(","));
    }

    private static String text(@Nullable Object part) {
        if (part == null) {
            return "%-";
        }
        if (part instanceof String text) {
            return encoded(text);
        }
        if (part instanceof Enum<?> constant) {
            return constant.name();
        }
        if (part instanceof List<?> list) {
            return "(" + texts(list).collect(Collectors.joining(",")) + ")";
        }
        if (part instanceof Set<?> set) {
            return "(" + texts(set).sorted().collect(Collectors.joining(",")) + ")";
        }
        if (PLAIN.contains(part.getClass())) {
            return part.toString();
        }
        throw new IllegalArgumentException("A part of a key is of " + part.getClass()
                + ", which has no text that is known to be its own: give its own parts, or a String");
    }

    /** One element of no text is told from no elements. */
    private static Stream<String> texts(Collection<?> parts) {
        return parts.stream().map(KeyParts::text).map(text -> text.isEmpty() ? "%." : text);
    }

    private static String encoded(String text) {
        return text.replace("%", "%25").replace(",", "%2C").replace("(", "%28").replace(")", "%29");
    }
}
