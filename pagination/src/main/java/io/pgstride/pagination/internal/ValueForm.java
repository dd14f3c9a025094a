package io.pgstride.pagination.internal;

import static org.jooq.impl.SQLDataType.BIGINT;
import static org.jooq.impl.SQLDataType.BOOLEAN;
import static org.jooq.impl.SQLDataType.CLOB;
import static org.jooq.impl.SQLDataType.DECIMAL;
import static org.jooq.impl.SQLDataType.DOUBLE;
import static org.jooq.impl.SQLDataType.FLOAT;
import static org.jooq.impl.SQLDataType.INSTANT;
import static org.jooq.impl.SQLDataType.INTEGER;
import static org.jooq.impl.SQLDataType.LONGVARCHAR;
import static org.jooq.impl.SQLDataType.NUMERIC;
import static org.jooq.impl.SQLDataType.REAL;
import static org.jooq.impl.SQLDataType.SMALLINT;
import static org.jooq.impl.SQLDataType.TIMESTAMPWITHTIMEZONE;
import static org.jooq.impl.SQLDataType.VARCHAR;

import io.pgstride.core.UntypedText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * How a key's value travels from a row into a cursor and back into SQL without loss.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>It goes back as text of unspecified type, {@link UntypedText}: PostgreSQL compares by the key's own operator, which is that of
 *       the ORDER BY. What jOOQ says of a type may be wrong: {@code varchar} for a citext column, {@code integer} for a
 *       product that is numeric. Neither column nor value is cast, so that an index on the column serves.
 *   <li>It is taken from the row's Java object only where that is sure to be exact: a Java String is what PostgreSQL
 *       printed; other types are, where a table of the catalog says so and jOOQ's own binding reads and writes the type
 *       exactly. That does not do so for {@code timestamp} (by way of {@code java.sql.Timestamp}: hours that the JVM's time
 *       zone skips move), {@code date} (days of the Julian gap and before Christ move), {@code time} (fractions of
 *       a second are cut), nor can we know of types with a user's converter or binding. Those are selected once more, cast to
 *       text, which PostgreSQL's input functions read back to the same value.
 * </ul>
 *
 * @param type as jOOQ declares it
 * @param readable whether the row's Java object is exact
 * @param fast whether pgjdbc reads it without loss and faster than as text
 */
record ValueForm(DataType<?> type, boolean readable, boolean fast) {
    /** Stands for any value in a statement that is only planned. */
    static final Object ANY = new Object();

    private static final Pattern INTEGRAL = Pattern.compile("-?\\d{1,18}");
    private static final Pattern UUID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private static final Set<Class<?>> FAST = Set.of(Long.class, Integer.class, OffsetDateTime.class);

    private static final List<DataType<?>> TEXTS = List.of(VARCHAR, LONGVARCHAR, CLOB);
    private static final List<DataType<?>> EXACT = List.of(
            SMALLINT,
            INTEGER,
            BIGINT,
            NUMERIC,
            DECIMAL,
            REAL,
            DOUBLE,
            FLOAT,
            BOOLEAN,
            SQLDataType.UUID,
            TIMESTAMPWITHTIMEZONE,
            INSTANT);

    /**
     * The form of a field.
     *
     * @param ofCatalog whether a table of the catalog says what type it is
     */
    static ValueForm of(Field<?> field, boolean ofCatalog) {
        DataType<?> declared = field.getDataType();
        boolean text = TEXTS.stream().anyMatch(exact -> sameBinding(exact, declared));
        boolean exact = ofCatalog && EXACT.stream().anyMatch(type -> sameBinding(type, declared));
        return new ValueForm(declared, text || exact, exact && FAST.contains(declared.getType()));
    }

    private static boolean sameBinding(DataType<?> exact, DataType<?> declared) {
        DataType<?> plain = declared.getSQLDataType();
        return plain != null
                && exact.getTypeName().equals(plain.getTypeName())
                && exact.getType() == declared.getType()
                && exact.getBinding().getClass() == declared.getBinding().getClass();
    }

    /** A value of a row as a position keeps it: one instant is one value, whatever its offset. */
    static Object kept(Object value) {
        boolean finite = value instanceof OffsetDateTime
                && !value.equals(OffsetDateTime.MAX)
                && !value.equals(OffsetDateTime.MIN);
        return finite ? ((OffsetDateTime) value).withOffsetSameInstant(ZoneOffset.UTC) : value;
    }

    /** A value of a position as a bind variable; of a template's, its slot. */
    Field<?> bind(Object value) {
        if (value instanceof Field<?> slot) {
            return slot;
        }
        return value == ANY ? any() : UntypedText.of(KeyText.of(value));
    }

    /** PostgreSQL cannot look into the subquery while it plans: neither folds it nor estimates by its value. */
    private Field<?> any() {
        DataType<?> plain = type.getSQLDataType();
        DataType<?> known = plain == null ? type : plain;
        return DSL.field(DSL.select(DSL.castNull(known)));
    }

    /** Whether a text from outside can be a value of the type; true where only PostgreSQL can tell. */
    boolean accepts(String text) {
        Class<?> java = type.getType();
        boolean integral = java == Long.class || java == Integer.class || java == Short.class;
        if (readable && integral) {
            return INTEGRAL.matcher(text).matches() || isLong(text);
        }
        return !readable || java != java.util.UUID.class || UUID.matcher(text).matches();
    }

    private static boolean isLong(String text) {
        try {
            return text.equals(Long.toString(Long.parseLong(text)));
        } catch (NumberFormatException none) {
            return false;
        }
    }

    /** The value of a result's column, or PostgreSQL's text of it; null for NULL. */
    @Nullable
    Object read(ResultSet row, int column) throws SQLException {
        if (!fast) {
            return row.getString(column);
        }
        if (type.getType() == OffsetDateTime.class) {
            return row.getObject(column, OffsetDateTime.class);
        }
        Object number = type.getType() == Long.class ? (Object) row.getLong(column) : (Object) row.getInt(column);
        return row.wasNull() ? null : number;
    }
}
