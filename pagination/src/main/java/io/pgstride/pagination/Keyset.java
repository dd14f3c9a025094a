package io.pgstride.pagination;

import io.pgstride.pagination.internal.Ordering;
import io.pgstride.pagination.internal.PageSql;
import io.pgstride.pagination.internal.RecordRows;
import io.pgstride.pagination.internal.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.SortField;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * An ordering of a table that can be paged in constant work per page, checked once and used for ever: immutable and
 * thread-safe, it keeps no connection.
 *
 * <pre>{@code
 * Keyset<EventRecord> newest = Keyset.of(EVENTS)
 *         .orderBy(desc(EVENTS.CREATED_AT), desc(EVENTS.ID))
 *         .build();
 * Page<EventRecord> page = newest.page(dsl).where(EVENTS.USER_ID.eq(user)).size(20).after(cursor);
 * }</pre>
 *
 * <p>The keys may run in any mix of directions, may hold NULL where they say where NULLs stand, and may be expressions. They must be
 * unique together. What is paged is anything that jOOQ calls a table: a table or view, generated or plain, an alias, a join, or a query
 * as a derived table ({@code select(…).groupBy(…).asTable("q")}). {@link PageQuery} shows the SQL.
 *
 * @param <R> the type of the table's rows
 */
public final class Keyset<R extends Record> {
    /** The page size where none is asked for, in rows. */
    public static final int DEFAULT_PAGE_SIZE = 50;

    /** The largest page size where the builder sets none, in rows. */
    public static final int DEFAULT_MAX_PAGE_SIZE = 1_000;

    private final PageSql sql;
    private final int pageSize;
    private final int maxPageSize;

    private Keyset(PageSql sql, int pageSize, int maxPageSize) {
        this.sql = sql;
        this.pageSize = pageSize;
        this.maxPageSize = maxPageSize;
    }

    /**
     * {@return the start of an ordering of a table}
     *
     * @param table a generated one, an alias of it, a plain {@code table(name(…))}, a join, or a derived table
     * @param <R> the type of its rows
     */
    public static <R extends Record> Builder<R> of(Table<R> table) {
        return new Builder<>(table);
    }

    /**
     * {@return the start of a question for pages; nothing runs yet}
     *
     * @param dsl what the question runs on
     * @throws IllegalArgumentException if its SQL dialect is not PostgreSQL
     */
    public PageQuery<R> page(DSLContext dsl) {
        if (Objects.requireNonNull(dsl, "dsl").family() != SQLDialect.POSTGRES) {
            throw new IllegalArgumentException("dsl renders SQL for " + dsl.dialect()
                    + ", but pages need PostgreSQL's; make it with DSL.using(…, SQLDialect.POSTGRES)");
        }
        return new PageQuery<>(
                dsl, sql, new RecordRows<R>(sql), DSL.noCondition(), pageSize, maxPageSize, QueryTokens.NONE);
    }

    /**
     * {@return the cursor of a row, which need not be stored} It is as exact as the row's Java values. For {@code timestamp},
     * {@code date} and {@code time} columns these can differ from what is stored (jOOQ reads them by way of {@code java.sql}
     * types, which cut fractions of a {@code time} and move hours that the JVM's time zone skips), so take the cursors of rows
     * that were read as a page from {@link Page#cursor(int)}.
     *
     * @param row with a value for every key
     * @throws CursorEncodingException if the row lacks a key, or a key's Java type cannot be written
     */
    public Cursor cursorOf(R row) {
        return new Cursor(sql.ordering().given(row));
    }

    /**
     * {@return the rows after a cursor as one condition, for statements of your own that cannot be a {@link PageQuery}} such as UPDATE,
     * DELETE, {@code FOR UPDATE SKIP LOCKED} or a query of another framework. An ordering of one segment (all keys NOT NULL, in one
     * direction, none of low cardinality) gives the row comparison {@code (a, b) < (?, ?)}, which is as good as a page. Any other
     * gives {@code a <= ? AND (a < ? OR a = ? AND b > ?)}: the same rows, but an index finds only where {@code a} starts; every row with an equal
     * {@code a} is read, and many rows more if {@code a} may be NULL and NULLs come last.
     *
     * @param cursor of this ordering
     * @throws OrderingMismatchException if the cursor is of another ordering
     */
    public Condition conditionAfter(Cursor cursor) {
        return sql.ordering().condition(cursor.positionIn(sql.ordering()), Way.FORWARD);
    }

    /**
     * {@return the rows before a cursor as one condition} See {@link #conditionAfter}; those nearest to the cursor are the last in this
     * ordering.
     *
     * @param cursor of this ordering
     * @throws OrderingMismatchException if the cursor is of another ordering
     */
    public Condition conditionBefore(Cursor cursor) {
        return sql.ordering().condition(cursor.positionIn(sql.ordering()), Way.BACKWARD);
    }

    /** {@return the ORDER BY list of this ordering, for statements of your own} */
    public List<SortField<?>> sortFields() {
        return sql.ordering().sort(Way.FORWARD);
    }

    /** {@return the page size where none is asked for, in rows} */
    public int pageSize() {
        return pageSize;
    }

    /** {@return the largest page size that can be asked for, in rows} */
    public int maxPageSize() {
        return maxPageSize;
    }

    /** Table, columns and directions. */
    @Override
    public String toString() {
        return "Keyset[" + sql.ordering().description() + "]";
    }

    /**
     * Collects the options of a {@link Keyset}; not thread-safe.
     *
     * @param <R> the type of the table's rows
     */
    public static final class Builder<R extends Record> {
        private final Table<?> table;
        private final List<Field<?>> selected = new ArrayList<>();
        private final List<Key> keys = new ArrayList<>();
        private final List<Field<?>> uniqueOn = new ArrayList<>();
        private @Nullable Integer pageSize;
        private int maxPageSize = DEFAULT_MAX_PAGE_SIZE;

        private Builder(Table<?> table) {
            this.table = Objects.requireNonNull(table, "table");
        }

        /**
         * Chooses what the rows hold; without it, all columns of the table. Keys need not be among them.
         *
         * @param fields at least one column of the table, or expression over its columns
         * @return a builder with all that was said so far
         */
        public Builder<Record> select(Field<?>... fields) {
            Builder<Record> narrowed = new Builder<>(table);
            narrowed.selected.addAll(List.of(fields));
            if (fields.length == 0) {
                throw new IllegalArgumentException("keyset of " + table.getQualifiedName()
                        + " selects no field; give at least one, or leave select out for all");
            }
            narrowed.keys.addAll(keys);
            narrowed.uniqueOn.addAll(uniqueOn);
            narrowed.pageSize = pageSize;
            narrowed.maxPageSize = maxPageSize;
            return narrowed;
        }

        /**
         * Appends keys, the most significant first.
         *
         * @param more at least one key in all; the last ones make the ordering unique
         * @return this
         */
        public Builder<R> orderBy(Key... more) {
            for (Key key : more) {
                keys.add(Objects.requireNonNull(key, "key"));
            }
            return this;
        }

        /**
         * Declares columns that no two rows share together, NULL counting as equal to NULL; each must be among the keys. Needed where the
         * table's metadata tells no unique key: plain tables, joins, queries. If it is untrue, pages lose rows with equal keys.
         *
         * @param columns unique together
         * @return this
         */
        public Builder<R> uniqueOn(Field<?>... columns) {
            uniqueOn.addAll(List.of(columns));
            return this;
        }

        /**
         * Sets the page size where none is asked for.
         *
         * @param rows 1 to {@link #maxPageSize}
         * @return this
         */
        public Builder<R> pageSize(int rows) {
            pageSize = rows;
            return this;
        }

        /**
         * Sets the largest page size that can be asked for.
         *
         * @param rows at least 1
         * @return this
         */
        public Builder<R> maxPageSize(int rows) {
            maxPageSize = rows;
            return this;
        }

        /**
         * {@return the keyset, its ordering and sizes checked; no SQL runs}
         *
         * @throws InvalidOrderingException if pages of the ordering could lose or repeat rows
         * @throws IllegalStateException if the sizes contradict each other
         */
        public Keyset<R> build() {
            if (maxPageSize < 1) {
                throw new IllegalStateException("keyset of " + table.getQualifiedName() + " has maxPageSize "
                        + maxPageSize + "; at least 1 is needed");
            }
            int size = pageSize == null ? Math.min(DEFAULT_PAGE_SIZE, maxPageSize) : pageSize;
            if (size < 1 || size > maxPageSize) {
                throw new IllegalStateException("keyset of " + table.getQualifiedName() + " has pageSize " + size
                        + " outside 1 to its maxPageSize " + maxPageSize + "; change one of them");
            }
            Ordering ordering = Ordering.of(table, selected, keys, uniqueOn);
            return new Keyset<>(new PageSql(table, selected, ordering), size, maxPageSize);
        }
    }
}
