package io.pgstride.batching.internal.claim;

import java.time.temporal.Temporal;
import java.util.HexFormat;
import java.util.Iterator;
import org.jooq.Converter;
import org.jooq.EnumType;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/** Values as PostgreSQL's input functions read them. */
final class ValueText {
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
        String text = stored.toString();
        // A year of five digits, which java.time gives a sign and PostgreSQL does not take with one.
        return stored instanceof Temporal && text.startsWith("+") ? text.substring(1) : text;
    }

    /** An array of texts, of which null stands for NULL. */
    static String array(Iterator<? extends @Nullable Object> elements) {
        StringBuilder array = new StringBuilder("{");
        while (elements.hasNext()) {
            Object element = elements.next();
            array.append(array.length() == 1 ? "" : ",");
            if (element == null) {
                array.append("NULL");
            } else if (element instanceof Number) {
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
