package io.pgstride.batching.internal.bulk;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * numeric: digits to the base 10000, the power of the first one (its weight), a sign, and how many decimal digits are shown after the
 * point, so that 1.0 and 1.00 remain different.
 *
 * @see <a href="https://github.com/postgres/postgres/blob/REL_17_STABLE/src/backend/utils/adt/numeric.c">numeric_recv</a>
 */
final class NumericEncoder {
    private static final int GROUP = 4;
    private static final int BASE = 10_000;
    private static final int NEGATIVE = 0x4000;
    private static final int NAN = 0xC000;
    private static final int POSITIVE_INFINITY = 0xD000;
    private static final int NEGATIVE_INFINITY = 0xF000;
    private static final int MOST_SCALE = 16_383;
    private static final int MOST_DIGITS = 131_072;

    /** Digits that a long surely holds. */
    private static final int SMALL = 18;

    private static final long[] PAD = {1, 10, 100, 1000};

    private NumericEncoder() {}

    static void encode(Object value, RowBuffer out) {
        if (value instanceof Double || value instanceof Float) {
            special(((Number) value).doubleValue(), out, value);
        } else {
            finite(Numbers.decimal(value), out);
        }
    }

    /** NaN, and the infinities that numeric has since PostgreSQL 14; other doubles would have to be rounded. */
    private static void special(double value, RowBuffer out, Object given) {
        if (Double.isFinite(value)) {
            throw Unencodable.classOf(given, "numeric");
        }
        int sign = Double.isNaN(value) ? NAN : value > 0 ? POSITIVE_INFINITY : NEGATIVE_INFINITY;
        header(out, 0, 0, sign, 0);
    }

    private static void finite(BigDecimal given, RowBuffer out) {
        if (given.scale() > MOST_SCALE || (long) given.precision() - given.scale() > MOST_DIGITS) {
            throw new Unencodable("out of the range of numeric");
        }
        BigDecimal value = given.scale() < 0 ? given.setScale(0) : given;
        int pad = Math.floorMod(-value.scale(), GROUP);
        if (value.precision() + pad <= SMALL) {
            small(value, pad, out);
        } else {
            large(value, pad, out);
        }
    }

    private static void small(BigDecimal value, int pad, RowBuffer out) {
        long unscaled = value.unscaledValue().longValue();
        long rest = Math.abs(unscaled) * PAD[pad];
        int groups = groups(rest);
        int fraction = (value.scale() + pad) / GROUP;
        header(out, groups, groups == 0 ? 0 : groups - fraction - 1, unscaled < 0 ? NEGATIVE : 0, value.scale());
        long divisor = 1;
        for (int i = 1; i < groups; i++) {
            divisor *= BASE;
        }
        for (; groups > 0; groups--, divisor /= BASE) {
            out.int16((int) (rest / divisor % BASE));
        }
    }

    private static int groups(long value) {
        int groups = 0;
        for (long rest = value; rest > 0; rest /= BASE) {
            groups++;
        }
        return groups;
    }

    private static void large(BigDecimal value, int pad, RowBuffer out) {
        BigInteger unscaled = value.unscaledValue();
        String digits = unscaled.abs().multiply(BigInteger.valueOf(PAD[pad])).toString();
        int groups = (digits.length() + GROUP - 1) / GROUP;
        int fraction = (value.scale() + pad) / GROUP;
        header(out, groups, groups - fraction - 1, unscaled.signum() < 0 ? NEGATIVE : 0, value.scale());
        int to = digits.length() - (groups - 1) * GROUP;
        for (int from = 0; from < digits.length(); from = to, to += GROUP) {
            out.int16(Integer.parseInt(digits, from, to, 10));
        }
    }

    private static void header(RowBuffer out, int groups, int weight, int sign, int scale) {
        out.int16(groups);
        out.int16(weight);
        out.int16(sign);
        out.int16(scale);
    }
}
