package io.pgstride.examples.tour;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Figures as people read them; a dash where there is none. */
public final class Numbers {
    private static final String NONE = "–";

    private Numbers() {}

    /** Three significant digits or all before the point: 0.213, 24.5, 1,234. */
    public static String decimal(@Nullable Double value) {
        if (value == null) {
            return NONE;
        }
        int digits = value >= 99.95 ? 0 : value >= 9.995 ? 1 : value >= 0.9995 ? 2 : 3;
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }

    public static String count(@Nullable Long value) {
        return value == null ? NONE : String.format(Locale.ROOT, "%,d", value);
    }

    /** A value of a chart: whole where it counts something. */
    public static String value(double value) {
        return value == Math.rint(value) ? count((long) value) : decimal(value);
    }

    /** How many times: 1.05×, 24×, 1,234×. */
    public static String times(@Nullable Double ratio) {
        if (ratio == null) {
            return NONE;
        }
        return String.format(Locale.ROOT, ratio >= 9.5 ? "%,.0f×" : "%.1f×", ratio);
    }

    public static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toNanos() / 1e9);
    }

    /** For axes, to three digits: 0, 50, 1k, 94.9k, 950k, 2M. */
    public static String brief(double value) {
        if (value >= 1_000_000) {
            return trimmed(value / 1_000_000) + "M";
        }
        return value >= 1_000 ? trimmed(value / 1_000) + "k" : trimmed(value);
    }

    private static String trimmed(double value) {
        return new BigDecimal(value, new MathContext(3)).stripTrailingZeros().toPlainString();
    }
}
