package io.pgstride.pagination.internal;

import io.pgstride.pagination.CursorEncodingException;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.Temporal;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jooq.Converter;
import org.jooq.EnumType;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/** Writes Java values as PostgreSQL's input functions read them. */
final class KeyText {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd G", Locale.ENGLISH);
    private static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS G", Locale.ENGLISH);
    private static final DateTimeFormatter DATE_TIME_UTC =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS'+00' G", Locale.ENGLISH);

    /** What pgjdbc reads infinity as. */
    private static final Map<Temporal, String> INFINITIES = Map.of(
            LocalDate.MAX, "infinity",
            LocalDate.MIN, "-infinity",
            LocalDateTime.MAX, "infinity",
            LocalDateTime.MIN, "-infinity",
            OffsetDateTime.MAX, "infinity",
            OffsetDateTime.MIN, "-infinity");

    private KeyText() {}

    /** The text of a value as a row of the user holds it. */
    static String of(Field<?> field, Object value) {
        String text = text(unconverted(field.getConverter(), value));
        if (text == null) {
            throw new CursorEncodingException("a cursor cannot be made from the Java value of key " + Names.of(field)
                    + "; take it from the page that holds the row, by cursor(index)");
        }
        return text;
    }

    /** The text of a value as a position holds it. */
    static String of(Object value) {
        String text = text(value);
        if (text == null) {
            throw new IllegalStateException(
                    "a position holds a " + value.getClass().getName());
        }
        return text;
    }

    private static <T, U> @Nullable Object unconverted(Converter<T, U> converter, Object value) {
        return converter.to(converter.toType().cast(value));
    }

    /** Null for what is of no type of a column. */
    static @Nullable String text(@Nullable Object value) {
        if (value instanceof String || value instanceof Boolean || value instanceof UUID) {
            return value.toString();
        } else if (value instanceof BigDecimal number) {
            return number.toPlainString();
        } else if (value instanceof Number) {
            return value.toString();
        } else if (value instanceof EnumType label) {
            return label.getLiteral();
        } else if (value instanceof byte[] bytes) {
            return "\\x" + HexFormat.of().formatHex(bytes);
        } else if (value instanceof Date date) {
            return temporal(date.toLocalDate());
        } else if (value instanceof Time time) {
            return time.toString();
        } else if (value instanceof Timestamp timestamp) {
            return temporal(timestamp.toLocalDateTime());
        }
        return value instanceof Temporal temporal ? temporal(temporal) : null;
    }

    private static String temporal(Temporal value) {
        String infinity = INFINITIES.get(value);
        if (infinity != null) {
            return infinity;
        } else if (value instanceof OffsetDateTime time) {
            return instant(time.withOffsetSameInstant(ZoneOffset.UTC));
        } else if (value instanceof Instant instant) {
            return instant(instant.atOffset(ZoneOffset.UTC));
        } else if (value instanceof LocalDate date) {
            return unsigned(DATE.format(date));
        } else if (value instanceof LocalDateTime time) {
            return unsigned(DATE_TIME.format(time));
        }
        return value.toString();
    }

    /** One text for one instant; most are written without a formatter, which takes many times as long. */
    private static String instant(OffsetDateTime utc) {
        return isCommon(utc) ? utc.toString() : unsigned(DATE_TIME_UTC.format(utc));
    }

    /** Of a year and a fraction that Java writes as PostgreSQL reads them. */
    private static boolean isCommon(OffsetDateTime time) {
        return time.getYear() > 0 && time.getYear() < 10_000 && time.getNano() % 1_000 == 0;
    }

    /** Java puts a sign before years of more than four digits, which PostgreSQL takes for an offset. */
    private static String unsigned(String text) {
        return text.startsWith("+") ? text.substring(1) : text;
    }
}
