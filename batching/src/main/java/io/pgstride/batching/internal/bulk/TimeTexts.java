package io.pgstride.batching.internal.bulk;

import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import org.jooq.types.DayToSecond;
import org.jooq.types.YearToMonth;
import org.jooq.types.YearToSecond;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGInterval;

/** Dates and times as texts that PostgreSQL reads in any {@code DateStyle}, {@code IntervalStyle} and {@code TimeZone}. */
final class TimeTexts {
    private static final LocalDate START = LocalDate.of(2000, 1, 1);
    private static final long SECOND = 1_000_000;
    private static final long DAY = 86_400 * SECOND;

    private TimeTexts() {}

    /** Null for what is neither a date nor a time. */
    static @Nullable String of(Object value) {
        if (value instanceof LocalDate || value instanceof Date) {
            return date(Times.date(value));
        }
        if (value instanceof LocalTime || value instanceof Time) {
            return time(Times.time(value));
        }
        if (value instanceof OffsetTime time) {
            return time(Times.time(time.toLocalTime()))
                    + time.getOffset().getId().replace("Z", "+00");
        }
        if (value instanceof LocalDateTime) {
            return timestamp(Times.timestamp(value), "");
        }
        if (value instanceof Timestamp time) {
            return timestamp(Times.timestamp(value), zone(time));
        }
        if (value instanceof OffsetDateTime || value instanceof Instant || value instanceof ZonedDateTime) {
            return timestamp(Times.timestamptz(value), "+00");
        }
        return isInterval(value) ? Interval.of(value).toString() : null;
    }

    private static boolean isInterval(Object value) {
        return value instanceof YearToSecond
                || value instanceof DayToSecond
                || value instanceof YearToMonth
                || value instanceof Duration
                || value instanceof Period
                || value instanceof PGInterval;
    }

    /** A timestamp's input ignores the zone, a timestamptz's needs it. */
    private static String zone(Timestamp time) {
        Instant instant = Instant.ofEpochSecond(Math.floorDiv(time.getTime(), 1000L));
        return ZoneId.systemDefault().getRules().getOffset(instant).getId().replace("Z", "+00");
    }

    private static String timestamp(long micros, String zone) {
        if (micros == Long.MAX_VALUE || micros == Long.MIN_VALUE) {
            return micros > 0 ? "infinity" : "-infinity";
        }
        LocalDate day = START.plusDays(Math.floorDiv(micros, DAY));
        return yearMonthDay(day) + " " + time(Math.floorMod(micros, DAY)) + zone + era(day);
    }

    private static String date(int days) {
        if (days == Integer.MAX_VALUE || days == Integer.MIN_VALUE) {
            return days > 0 ? "infinity" : "-infinity";
        }
        LocalDate day = START.plusDays(days);
        return yearMonthDay(day) + era(day);
    }

    private static String yearMonthDay(LocalDate day) {
        int year = day.getYear() > 0 ? day.getYear() : 1 - day.getYear();
        return String.format(Locale.ROOT, "%04d-%02d-%02d", year, day.getMonthValue(), day.getDayOfMonth());
    }

    private static String era(LocalDate day) {
        return day.getYear() > 0 ? "" : " BC";
    }

    private static String time(long micros) {
        long seconds = micros / SECOND;
        return String.format(
                Locale.ROOT, "%02d:%02d:%02d.%06d", seconds / 3600, seconds / 60 % 60, seconds % 60, micros % SECOND);
    }
}
