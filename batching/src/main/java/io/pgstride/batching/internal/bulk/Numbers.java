package io.pgstride.batching.internal.bulk;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jooq.types.UByte;
import org.jooq.types.UInteger;
import org.jooq.types.ULong;
import org.jooq.types.UShort;

/** Java's numbers as PostgreSQL's, where nothing of them is lost. */
final class Numbers {
    /** Every integer up to here is a double. */
    private static final long EXACT_DOUBLE = 1L << 53;

    private static final int EXACT_FLOAT = 1 << 24;

    private Numbers() {}

    static long integer(Object value, long min, long max, String type) {
        long integer = value instanceof Long whole ? whole : wide(value, type);
        if (integer < min || integer > max) {
            throw new Unencodable("out of the range of " + type);
        }
        return integer;
    }

    private static long wide(Object value, String type) {
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof UByte || value instanceof UShort || value instanceof UInteger) {
            return ((Number) value).longValue();
        }
        try {
            if (value instanceof ULong unsigned) {
                return unsigned.toBigInteger().longValueExact();
            }
            if (value instanceof BigInteger big) {
                return big.longValueExact();
            }
            if (value instanceof BigDecimal decimal) {
                return decimal.longValueExact();
            }
        } catch (ArithmeticException inexact) {
            throw new Unencodable("out of the range of " + type + ", or not a whole number");
        }
        throw Unencodable.classOf(value, type);
    }

    static double float8(Object value) {
        if (value instanceof Double || value instanceof Float) {
            return ((Number) value).doubleValue();
        }
        return integer(value, -EXACT_DOUBLE, EXACT_DOUBLE, "double precision");
    }

    static float float4(Object value) {
        return value instanceof Float real ? real : integer(value, -EXACT_FLOAT, EXACT_FLOAT, "real");
    }

    static BigDecimal decimal(Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal;
        }
        if (value instanceof BigInteger big) {
            return new BigDecimal(big);
        }
        if (value instanceof ULong unsigned) {
            return new BigDecimal(unsigned.toBigInteger());
        }
        return BigDecimal.valueOf(integer(value, Long.MIN_VALUE, Long.MAX_VALUE, "numeric"));
    }
}
