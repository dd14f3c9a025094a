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

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultDataType;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * How a key's value travels from a row into a cursor and back into SQL without loss.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>A value is taken from the row's Java object only where jOOQ's own binding reads and writes the type exactly. It does
 *       not for {@code timestamp} (by way of {@code java.sql.Timestamp}: hours that the JVM's time zone skips move),
 *       {@code date} (days of the Julian gap and before Christ move), {@code time} (fractions of a second are cut), nor
 *       can we know of types with a user's converter or binding. Those are selected once more, cast to text, which
 *       PostgreSQL's input functions read back to the same value.
 *   <li>A cast never carries the declared length, precision or scale: {@code timestamp(3)} rounds and {@code varchar(5)}
 *       cuts, and a field written by hand may declare less than the column holds.
 *   <li>The cast is to the column's own type and on the bind value, never on the column: an index on the column serves.
 * </ul>
 */
sealed interface ValueForm {
    /** Stands for any value in a statement that is only planned. */
    Object ANY = new Object();

    /** The value, or PostgreSQL's text of it, as a bind variable of the column's type. */
    Field<?> bind(Object value);

    /** Whether a text from outside can be a value of the type; true where only PostgreSQL can tell. */
    default boolean accepts(String text) {
        return true;
    }

    /** The value of a row as it is kept in a position. */
    default Object exact(Object value) {
        return value;
    }

    /** The value, or PostgreSQL's text of it, of a result's column; null for NULL. */
    default @Nullable Object read(ResultSet row, int column) throws SQLException {
        return row.getString(column);
    }

    /** The Java value of jOOQ's own binding. */
    record AsRead(DataType<?> type) implements ValueForm {
        private static final Pattern INTEGRAL = Pattern.compile("-?\\d{1,19}");

        private static final Pattern ID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

        /** What pgjdbc reads without loss and faster than as text. */
        private static final Set<Class<?>> FAST = Set.of(Long.class, Integer.class, OffsetDateTime.class);

        @Override
        public @Nullable Object read(ResultSet row, int column) throws SQLException {
            Class<?> java = type.getType();
            return FAST.contains(java) ? row.getObject(column, java) : row.getString(column);
        }

        @Override
        public Field<?> bind(Object value) {
            if (value == ANY) {
                return any(type);
            }
            return value instanceof String text && type.getType() != String.class
                    ? castText(text, type)
                    : DSL.val(value, type);
        }

        @Override
        public boolean accepts(String text) {
            Class<?> java = type.getType();
            boolean integral = java == Long.class || java == Integer.class || java == Short.class;
            return integral
                    ? INTEGRAL.matcher(text).matches()
                    : java != UUID.class || ID.matcher(text).matches();
        }

        /** Neither infinity nor offsets with seconds (local mean time) survive jOOQ's literal, hence text and UTC. */
        @Override
        public Object exact(Object value) {
            if (!(value instanceof OffsetDateTime time)) {
                return value;
            }
            return time.equals(OffsetDateTime.MAX) || time.equals(OffsetDateTime.MIN)
                    ? KeyText.temporal(time)
                    : time.withOffsetSameInstant(ZoneOffset.UTC);
        }
    }

    /** PostgreSQL's text of the value. */
    record AsText(DataType<?> type) implements ValueForm {
        @Override
        public Field<?> bind(Object value) {
            return value == ANY ? any(type) : castText(value, type);
        }
    }

    /** PostgreSQL cannot look into the subquery while it plans: neither folds it nor estimates by its value. */
    private static Field<?> any(DataType<?> type) {
        return DSL.field(DSL.select(DSL.castNull(type)));
    }

    private static Field<?> castText(Object text, DataType<?> type) {
        return DSL.cast(DSL.val(text, SQLDataType.VARCHAR), type);
    }

    List<DataType<?>> EXACT = List.of(
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
            VARCHAR,
            LONGVARCHAR,
            CLOB,
            TIMESTAMPWITHTIMEZONE,
            INSTANT);

    /** Without a length, as {@code char} alone means {@code char(1)}. */
    DataType<?> BLANK_PADDED = new DefaultDataType<>(SQLDialect.POSTGRES, String.class, "bpchar");

    /**
     * Chooses the form of a field.
     *
     * @param typedByTable whether rows are read with this field's data type rather than with what JDBC reports
     */
    static ValueForm of(Field<?> field, boolean typedByTable) {
        DataType<?> declared = field.getDataType();
        DataType<?> plain = declared.getSQLDataType();
        if (plain == null) {
            return new AsText(declared);
        }
        if (typedByTable && EXACT.stream().anyMatch(exact -> sameBinding(exact, declared, plain))) {
            return new AsRead(plain);
        }
        return new AsText(plain.getTypeName().equals(SQLDataType.CHAR.getTypeName()) ? BLANK_PADDED : plain);
    }

    private static boolean sameBinding(DataType<?> exact, DataType<?> declared, DataType<?> plain) {
        return exact.getTypeName().equals(plain.getTypeName())
                && exact.getType() == declared.getType()
                && exact.getBinding().getClass() == declared.getBinding().getClass();
    }
}
