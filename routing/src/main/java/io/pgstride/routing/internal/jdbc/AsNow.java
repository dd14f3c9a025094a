package io.pgstride.routing.internal.jdbc;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.time.temporal.Temporal;
import java.util.Calendar;
import java.util.Date;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;

/** Values as they are now, for a later time: the driver reads them when they are bound, and their owner may change them then. */
@SuppressWarnings("JavaUtilDate") // JDBC's types are of it
final class AsNow {
    private AsNow() {}

    @SuppressWarnings("unchecked") // a clone is of its original's class
    static <D extends Date> @Nullable D of(@Nullable D date) {
        return date == null ? null : (D) date.clone();
    }

    @SuppressWarnings("NullAway") // null is the driver's own calendar
    static Calendar of(Calendar calendar) {
        return calendar == null ? null : (Calendar) calendar.clone();
    }

    /** Null where it may change or be used up, and cannot be copied. */
    static @Nullable Object of(Object value) {
        if (value instanceof Date date) {
            return date.clone();
        }
        if (value instanceof PGobject object) {
            try {
                return object.clone();
            } catch (CloneNotSupportedException e) {
                return null;
            }
        }
        return isLasting(value) ? value : null;
    }

    /** Bytes are read by the driver at each run too, and arrays were made when they were handed out. */
    private static boolean isLasting(Object value) {
        return value instanceof String
                || isLastingNumber(value)
                || value instanceof Boolean
                || value instanceof Character
                || value instanceof UUID
                || value instanceof Temporal
                || value instanceof byte[]
                || value instanceof Array;
    }

    private static boolean isLastingNumber(Object value) {
        return value instanceof Integer
                || value instanceof Long
                || value instanceof Short
                || value instanceof Byte
                || value instanceof Double
                || value instanceof Float
                || value instanceof BigDecimal
                || value instanceof BigInteger;
    }
}
