package io.pgstride.batching.internal.claim;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.impl.DefaultDataType;
import org.jooq.impl.IdentityConverter;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of rows with the values that jOOQ's fetch gives them, in a fraction of its time. Only where all columns are of common types,
 * without a converter or binding of their own. Immutable.
 *
 * <p>jOOQ has no way to say that they were fetched, so that {@code store()} under the setting {@code updatablePrimaryKeys}, which neither mode's
 * own configuration has, would insert them; {@code update()} is right.
 */
final class Records<R extends Record> {
    private static final Map<Class<?>, Getter<?>> GETTERS = Map.of(
            Boolean.class,
            notNull(ResultSet::getBoolean),
            Short.class,
            notNull(ResultSet::getShort),
            Integer.class,
            notNull(ResultSet::getInt),
            Long.class,
            notNull(ResultSet::getLong),
            BigDecimal.class,
            (Getter<BigDecimal>) ResultSet::getBigDecimal,
            String.class,
            (Getter<String>) ResultSet::getString,
            JSONB.class,
            (rows, index) -> JSONB.jsonbOrNull(rows.getString(index)),
            UUID.class,
            (rows, index) -> rows.getObject(index, UUID.class),
            OffsetDateTime.class,
            (rows, index) -> local(rows.getObject(index, OffsetDateTime.class)));

    private final Table<R> table;
    private final List<Column<?>> columns;

    /** Of a value of one type. */
    @FunctionalInterface
    private interface Getter<T> {
        @Nullable
        T get(ResultSet rows, int index) throws SQLException;
    }

    private record Column<T>(Field<T> field, Getter<T> getter) {
        void copy(ResultSet rows, int index, Record to) throws SQLException {
            to.set(field, getter.get(rows, index));
        }
    }

    private Records(Table<R> table, List<Column<?>> columns) {
        this.table = table;
        this.columns = columns;
    }

    /** Null where jOOQ is needed, also to find out what the columns are. */
    static <R extends Record> @Nullable Records<R> of(Table<R> table) {
        List<Column<?>> columns = new ArrayList<>();
        for (Field<?> field : table.fields()) {
            Column<?> column = column(field);
            if (column == null) {
                return null;
            }
            columns.add(column);
        }
        return columns.isEmpty() ? null : new Records<>(table, columns);
    }

    @SuppressWarnings("unchecked") // a getter is kept under its type
    private static <T> @Nullable Column<T> column(Field<T> field) {
        Getter<T> getter = (Getter<T>) GETTERS.get(field.getType());
        return getter != null && isPlain(field) ? new Column<>(field, getter) : null;
    }

    private static boolean isPlain(Field<?> field) {
        Class<?> usual = DefaultDataType.getDataType(SQLDialect.POSTGRES, field.getType())
                .getBinding()
                .getClass();
        return field.getConverter() instanceof IdentityConverter
                && field.getBinding().getClass() == usual;
    }

    @SuppressWarnings("removal") // of a later jOOQ, whose other name for it this one does not know
    List<R> all(DSLContext dsl, ResultSet rows) throws SQLException {
        List<R> records = new ArrayList<>();
        while (rows.next()) {
            R next = dsl.newRecord(table);
            for (int i = 0; i < columns.size(); i++) {
                columns.get(i).copy(rows, i + 1, next);
            }
            next.changed(false);
            records.add(next);
        }
        return records;
    }

    private static <T> Getter<T> notNull(Getter<T> getter) {
        return (rows, index) -> {
            T value = getter.get(rows, index);
            return rows.wasNull() ? null : value;
        };
    }

    /** The driver gives UTC; jOOQ's way, by text, gives the zone of the JVM, which is the session's too. Infinities have no zone. */
    private static @Nullable OffsetDateTime local(@Nullable OffsetDateTime time) {
        return time == null || time.equals(OffsetDateTime.MAX) || time.equals(OffsetDateTime.MIN)
                ? time
                : time.withOffsetSameInstant(ZoneId.systemDefault().getRules().getOffset(time.toInstant()));
    }
}
