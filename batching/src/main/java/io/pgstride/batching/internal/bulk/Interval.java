package io.pgstride.batching.internal.bulk;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Period;
import java.util.Locale;
import org.jooq.types.DayToSecond;
import org.jooq.types.YearToMonth;
import org.jooq.types.YearToSecond;
import org.postgresql.util.PGInterval;

/** An interval as PostgreSQL keeps it: three numbers, none of which is ever turned into another. */
record Interval(int months, int days, long micros) {
    private static final long SECOND = 1_000_000;

    static Interval of(Object value) {
        try {
            return exact(value);
        } catch (ArithmeticException overflow) {
            throw new Unencodable("out of the range of interval");
        }
    }

    private static Interval exact(Object value) {
        if (value instanceof YearToSecond i) {
            Interval part = exact(i.getDayToSecond());
            return new Interval(exact(i.getYearToMonth()).months, part.days, part.micros);
        }
        if (value instanceof DayToSecond i) {
            return signed(i.getSign(), 0, 0, i.getDays())
                    .plus(i.getSign(), i.getHours(), i.getMinutes(), i.getSeconds(), i.getNano());
        }
        if (value instanceof YearToMonth i) {
            return signed(i.getSign(), i.getYears(), i.getMonths(), 0);
        }
        if (value instanceof Duration duration) {
            return exact(DayToSecond.valueOf(duration));
        }
        if (value instanceof Period period) {
            return signed(1, period.getYears(), period.getMonths(), period.getDays());
        }
        if (value instanceof PGInterval i) {
            return signed(1, i.getYears(), i.getMonths(), i.getDays())
                    .plus(1, i.getHours(), i.getMinutes(), i.getWholeSeconds(), i.getMicroSeconds() * 1000L);
        }
        throw Unencodable.classOf(value, "interval");
    }

    private static Interval signed(int sign, int years, int months, int days) {
        return new Interval(Math.toIntExact(sign * (12L * years + months)), sign * days, 0);
    }

    private Interval plus(int sign, long hours, long minutes, long seconds, long nanos) {
        long whole = Math.multiplyExact(3600 * hours + 60 * minutes + seconds, SECOND);
        return new Interval(months, days, sign * Math.addExact(whole, Math.round(nanos / 1000.0)));
    }

    /** As PostgreSQL's input function reads it in any {@code IntervalStyle}: sql_standard takes a leading minus for all that have no sign. */
    @Override
    public String toString() {
        String secs = BigDecimal.valueOf(micros, 6).toPlainString();
        return String.format(Locale.ROOT, "%+d mons %+d days %s%s secs", months, days, micros < 0 ? "" : "+", secs);
    }
}
