package io.pgstride.batching.internal.bulk;

import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/**
 * Dates and times as PostgreSQL keeps them: days and microseconds since 2000, in the proleptic Gregorian calendar, with infinities.
 *
 * <p>{@code MAX} and {@code MIN} of the Java types are infinity and minus infinity, as in pgjdbc. Nanoseconds are rounded as
 * PostgreSQL rounds those of a text: by doubles, half to even. Nothing goes by way of the JVM's time zone.
 */
final class Times {
    private static final LocalDate START = LocalDate.of(2000, 1, 1);
    private static final long START_SECOND = START.toEpochSecond(LocalTime.MIN, ZoneOffset.UTC);
    private static final long MICROS = 1_000_000;

    /** Milliseconds, as pgjdbc has them in java.sql's types. */
    private static final long POSITIVE_INFINITY = 9223372036825200000L;

    private static final long NEGATIVE_INFINITY = -9223372036832400000L;

    private Times() {}

    static int date(Object value) {
        if (value instanceof LocalDate date) {
            return days(date);
        }
        if (value instanceof Date date) {
            return infinite(date.getTime())
                    ? (date.getTime() > 0 ? Integer.MAX_VALUE : Integer.MIN_VALUE)
                    : days(date.toLocalDate());
        }
        throw Unencodable.classOf(value, "date");
    }

    private static int days(LocalDate date) {
        if (date.equals(LocalDate.MAX)) {
            return Integer.MAX_VALUE;
        }
        if (date.equals(LocalDate.MIN)) {
            return Integer.MIN_VALUE;
        }
        long days = ChronoUnit.DAYS.between(START, date);
        if (Math.abs(days) >= Integer.MAX_VALUE) {
            throw new Unencodable("out of the range of date");
        }
        return (int) days;
    }

    static long time(Object value) {
        if (value instanceof LocalTime time) {
            return time.toSecondOfDay() * MICROS + micros(nanos(time));
        }
        if (value instanceof Time time) {
            return time.toLocalTime().toSecondOfDay() * MICROS + Math.floorMod(time.getTime(), 1000L) * 1000;
        }
        throw Unencodable.classOf(value, "time");
    }

    static long timestamp(Object value) {
        if (value instanceof LocalDateTime time) {
            return local(time);
        }
        if (value instanceof Timestamp time) {
            return infinite(time.getTime()) ? infinity(time.getTime() > 0) : local(time.toLocalDateTime());
        }
        throw Unencodable.classOf(value, "timestamp without time zone");
    }

    private static long local(LocalDateTime time) {
        if (time.equals(LocalDateTime.MAX) || time.equals(LocalDateTime.MIN)) {
            return infinity(time.equals(LocalDateTime.MAX));
        }
        return since2000(time.toEpochSecond(ZoneOffset.UTC), nanos(time.toLocalTime()));
    }

    static long timestamptz(Object value) {
        if (value instanceof OffsetDateTime time) {
            return time.equals(OffsetDateTime.MAX) || time.equals(OffsetDateTime.MIN)
                    ? infinity(time.equals(OffsetDateTime.MAX))
                    : since2000(time.toEpochSecond(), time.getNano());
        }
        if (value instanceof Instant time) {
            return time.equals(Instant.MAX) || time.equals(Instant.MIN)
                    ? infinity(time.equals(Instant.MAX))
                    : since2000(time.getEpochSecond(), time.getNano());
        }
        if (value instanceof ZonedDateTime time) {
            return since2000(time.toEpochSecond(), time.getNano());
        }
        if (value instanceof Timestamp time) {
            return infinite(time.getTime())
                    ? infinity(time.getTime() > 0)
                    : since2000(Math.floorDiv(time.getTime(), 1000L), time.getNanos());
        }
        throw Unencodable.classOf(value, "timestamp with time zone");
    }

    /** PostgreSQL checks its narrower range itself. */
    private static long since2000(long epochSecond, int nanos) {
        try {
            return Math.addExact(Math.multiplyExact(epochSecond - START_SECOND, MICROS), micros(nanos));
        } catch (ArithmeticException overflow) {
            throw new Unencodable("out of the range of timestamp");
        }
    }

    private static int nanos(LocalTime time) {
        return (int) (time.toNanoOfDay() % 1_000_000_000);
    }

    private static long micros(int nanos) {
        return (long) Math.rint(nanos / 1e9 * 1e6);
    }

    private static boolean infinite(long millis) {
        return millis == POSITIVE_INFINITY || millis == NEGATIVE_INFINITY;
    }

    private static long infinity(boolean positive) {
        return positive ? Long.MAX_VALUE : Long.MIN_VALUE;
    }
}
