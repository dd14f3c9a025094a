package io.pgstride.core.internal.plan;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Typed look-ups in one JSON object; a field that is missing or of another type is absent. */
public record Fields(Map<String, @Nullable Object> map) {
    private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    public Optional<String> text(String key) {
        return map.get(key) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    public boolean isTrue(String key) {
        return Boolean.TRUE.equals(map.get(key));
    }

    public OptionalDouble decimal(String key) {
        return map.get(key) instanceof Number number ? OptionalDouble.of(number.doubleValue()) : OptionalDouble.empty();
    }

    /** A whole number; fractions are cut off, and what no long can hold becomes the nearest long. */
    public OptionalLong whole(String key) {
        Object value = map.get(key);
        if (value instanceof BigDecimal exact) {
            return OptionalLong.of(
                    exact.toBigInteger().max(LONG_MIN).min(LONG_MAX).longValueExact());
        }
        return value instanceof Number number ? OptionalLong.of(number.longValue()) : OptionalLong.empty();
    }

    /** A time that PostgreSQL prints in milliseconds; absent too where a Duration cannot hold it. */
    public Optional<Duration> milliseconds(String key) {
        Object value = map.get(key);
        if (!(value instanceof Long || value instanceof BigDecimal)) {
            return Optional.empty();
        }
        BigInteger nanos = new BigDecimal(value.toString()).movePointRight(6).toBigInteger();
        return nanos.bitLength() < Long.SIZE ? Optional.of(Duration.ofNanos(nanos.longValueExact())) : Optional.empty();
    }

    /** The strings of a list, or a lone string as a list of one. */
    public List<String> texts(String key) {
        Object value = map.get(key);
        if (value instanceof List<?> list) {
            return list.stream()
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .toList();
        }
        return value instanceof String text ? List.of(text) : List.of();
    }
}
