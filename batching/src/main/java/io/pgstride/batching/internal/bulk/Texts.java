package io.pgstride.batching.internal.bulk;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.UUID;
import org.jooq.EnumType;
import org.jooq.JSON;
import org.jooq.JSONB;
import org.jooq.XML;
import org.jooq.types.Interval;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGInterval;
import org.postgresql.util.PGobject;

/** Java's values as texts which PostgreSQL's input functions read without loss. */
final class Texts {
    private Texts() {}

    /** Of what is text by nature. */
    static String plain(Object value) {
        String text = textual(value);
        if (text == null) {
            throw Unencodable.classOf(value, "text");
        }
        return text;
    }

    /** Of anything that has an exact text, whatever the column's type. */
    static String of(Object value) {
        String text = textual(value);
        if (text == null) {
            text = scalar(value);
        }
        if (text == null) {
            text = TimeTexts.of(value);
        }
        if (text == null) {
            throw Unencodable.classOf(value, "text");
        }
        return text;
    }

    private static @Nullable String textual(Object value) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof EnumType literal) {
            return literal.getLiteral();
        }
        if (value instanceof JSONB json) {
            return json.data();
        }
        if (value instanceof JSON json) {
            return json.data();
        }
        if (value instanceof XML xml) {
            return xml.data();
        }
        if (value instanceof PGobject object && !(value instanceof PGInterval)) {
            return object.getValue();
        }
        return value instanceof Character character ? character.toString() : null;
    }

    private static @Nullable String scalar(Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        boolean number = value instanceof Number && !(value instanceof Interval); // as jOOQ's intervals are too
        if (number || value instanceof Boolean || value instanceof UUID) {
            return value.toString();
        }
        if (value instanceof byte[] bytes) {
            return "\\x" + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof InetAddress address) {
            return address.getHostAddress();
        }
        return value instanceof Object[] array ? array(array) : null;
    }

    private static String array(Object[] array) {
        if (ArrayEncoder.lengths(array).isEmpty()) {
            return "{}";
        }
        StringBuilder text = new StringBuilder();
        array(array, text);
        return text.toString();
    }

    private static void array(Object[] array, StringBuilder text) {
        text.append('{');
        for (int i = 0; i < array.length; i++) {
            if (i > 0) {
                text.append(',');
            }
            Object each = array[i];
            if (each == null) {
                text.append("NULL");
            } else if (each instanceof Object[] nested) {
                array(nested, text);
            } else {
                quoted(of(each), text);
            }
        }
        text.append('}');
    }

    private static void quoted(String value, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\');
            }
            text.append(c);
        }
        text.append('"');
    }
}
