package io.pgstride.batching.internal.claim;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.Temporal;
import java.util.HexFormat;
import java.util.List;
import org.jooq.Converter;
import org.jooq.EnumType;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/** Values as PostgreSQL's input functions read them. */
final class ValueText {
    /** Of a date; timestamps end before. */
    private static final int LAST_YEAR = 5_874_897;

    private static final int FIRST_YEAR = -4_713;

    /** Where a date came by way of java.sql, which leaves out that the year is one before Christ. */
    private static final int YEAR_OF_NEGATIVE_INFINITY = 292_269_055;

    private ValueText() {}

    /** A column's value, by way of its converter. */
    static @Nullable String of(Field<?> field, @Nullable Object value) {
        Object stored = value == null ? null : stored(field.getConverter(), value);
        return stored == null ? null : text(stored);
    }

    @SuppressWarnings("unchecked") // the value was read through this converter
    private static <T> @Nullable Object stored(Converter<?, T> converter, Object value) {
        return converter.toType().isInstance(value) ? converter.to((T) value) : value;
    }

    private static String text(Object stored) {
        if (stored instanceof byte[] bytes) {
            return "\\x" + HexFormat.of().formatHex(bytes);
        }
        if (stored instanceof EnumType literal) {
            return literal.getLiteral();
        }
        return stored instanceof Temporal time ? text(time) : stored.toString();
    }

    /** A year of five digits has a sign in Java, and must not have one in PostgreSQL; one instant has one text. What is beyond both ends there stands for infinity. */
    private static String text(Temporal time) {
        if (time.isSupported(ChronoField.YEAR)) {
            int year = time.get(ChronoField.YEAR);
            if (year < FIRST_YEAR || year > LAST_YEAR) {
                return year < 0 || year == YEAR_OF_NEGATIVE_INFINITY ? "-infinity" : "infinity";
            }
        }
        String text = (time instanceof OffsetDateTime moment ? moment.withOffsetSameInstant(ZoneOffset.UTC) : time)
                .toString();
        return text.startsWith("+") ? text.substring(1) : text;
    }

    /** An array of texts or numbers. */
    static String array(List<?> elements) {
        StringBuilder array = new StringBuilder("{");
        for (Object element : elements) {
            array.append(array.length() == 1 ? "" : ",");
            if (element instanceof Number) {
                array.append(element);
            } else {
                quote(element.toString(), array);
            }
        }
        return array.append('}').toString();
    }

    private static void quote(String element, StringBuilder array) {
        array.append('"');
        for (int i = 0; i < element.length(); i++) {
            char c = element.charAt(i);
            if (c == '"' || c == '\\') {
                array.append('\\');
            }
            array.append(c);
        }
        array.append('"');
    }
}
