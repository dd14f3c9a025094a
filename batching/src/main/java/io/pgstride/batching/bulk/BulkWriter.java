package io.pgstride.batching.bulk;

import io.pgstride.batching.internal.bulk.BulkWrite;
import io.pgstride.batching.internal.bulk.Conflict;
import io.pgstride.batching.internal.bulk.RecordValue;
import io.pgstride.batching.internal.bulk.Source;
import io.pgstride.batching.internal.bulk.Spec;
import io.pgstride.core.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/**
 * Writes many rows into a table, by the fastest way that does what INSERT does. Immutable and thread-safe; each method gives a new one.
 *
 * <pre>{@code
 * BulkWriter.into(EVENTS).insert(dsl, records);                      // jOOQ records, all columns that can be written
 * BulkWriter.into(EVENTS, Event.class)                               // anything else, by an accessor for each column
 *     .column(EVENTS.ID, Event::id)
 *     .column(EVENTS.KIND, Event::kind)
 *     .onConflict(EVENTS.ID).doUpdate()
 *     .insert(dsl, events);                                          // a stream of any length, in constant memory
 * }</pre>
 *
 * <p>Without a conflict policy the rows go by COPY in its binary format:
 *
 * <pre>{@code COPY events (id, kind) FROM STDIN WITH (FORMAT binary)}</pre>
 *
 * <p>With one, more than 1000 rows go by way of a temporary table; of those with the same key the last one counts, as if the others had
 * not been given (for {@code doNothing()} the first):
 *
 * <pre>{@code
 * CREATE TEMPORARY TABLE pg_temp.s (n bigint, c1 bigint, c2 text) ON COMMIT DROP;
 * COPY pg_temp.s (n, c1, c2) FROM STDIN WITH (FORMAT binary);
 * INSERT INTO events (id, kind) SELECT c1, c2 FROM (SELECT DISTINCT ON (c1) … FROM pg_temp.s ORDER BY c1, n DESC) d
 *   ON CONFLICT (id) DO UPDATE SET kind = excluded.kind WHERE … ;   -- see OnConflict.doUpdate
 * DROP TABLE pg_temp.s
 * }</pre>
 *
 * <p>Where the key is one whole number that only rises from row to row, there is no {@code DISTINCT ON}, and no sort for it.
 *
 * <p>Up to 1000 rows are arrays in place of the temporary table, without COPY:
 *
 * <pre>{@code INSERT INTO … FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS s(c1, c2, n) …}</pre>
 *
 * <p>These two also serve where COPY does other than INSERT, or a value has no binary form here: views, row level security, rules,
 * types such as hstore. Columns whose jOOQ Binding is the caller's own are written by jOOQ's INSERT, some rows at a time. First of
 * all, the table is locked as INSERT does and its columns are read from the catalog, so that what is written has the types that the
 * columns really have.
 *
 * <p><b>Transactions.</b> It runs on the DSLContext's connection. A write is done whole or not at all: in the caller's transaction after a
 * savepoint, so that the transaction goes on after a failure (more than 64 writes in one transaction, or 32 by way of a temporary
 * table, make it slower for everyone, as PostgreSQL then keeps track of savepoints on disk); with autocommit in a transaction of its own. Deferred constraints are checked at
 * the commit, whoever does it. A transaction that wrote by way of a temporary table cannot be prepared for two-phase commit.
 *
 * <p><b>Rows.</b> They are taken on the calling thread, which blocks. While COPY runs, nothing else can use the connection: rows must not
 * be read from it, as by a jOOQ cursor in the same transaction. A {@code null} is NULL; for a column's default, leave the column out.
 * Values are written as by INSERT, or refused: a column's precision rounds ({@code 1.239} in {@code numeric(10,2)} is 1.24), and apart from
 * that nothing changes but nanoseconds, which are rounded to microseconds. Java's {@code MAX} and {@code MIN} of dates and times are
 * PostgreSQL's infinities. Triggers, partitions, identity columns, checks and foreign keys work as with INSERT.
 *
 * @param <T> what a row is made from
 */
public final class BulkWriter<T> {
    private final Spec<T> spec;

    private BulkWriter(Spec<T> spec) {
        this.spec = spec;
    }

    /**
     * {@return a writer of jOOQ records into all of the table's columns that can be written} Generated columns, and identity columns
     * {@code GENERATED ALWAYS}, are left out.
     *
     * @param table with columns known to jOOQ, as a generated one
     * @param <R> the type of its records
     */
    public static <R extends Record> BulkWriter<R> into(Table<R> table) {
        if (table.fields().length == 0) {
            throw new IllegalArgumentException(
                    "jOOQ knows no columns of " + table + "; name them: into(table, columns…)");
        }
        return new BulkWriter<>(Spec.of(table, sources(table, table.fields()), false));
    }

    /**
     * {@return a writer of these columns of jOOQ records, which need not be the table's}
     *
     * @param table also one without generated code, as {@code DSL.table(DSL.name("events"))}
     * @param first by its name the column, and in each record the value
     * @param more of them
     */
    public static BulkWriter<Record> into(Table<?> table, Field<?> first, Field<?>... more) {
        List<Field<?>> columns = new ArrayList<>(List.of(more));
        columns.add(0, first);
        return new BulkWriter<>(Spec.of(table, sources(table, columns.toArray(Field<?>[]::new)), true));
    }

    private static <R extends Record> List<Source<R>> sources(Table<?> table, Field<?>... fields) {
        List<Source<R>> sources = new ArrayList<>();
        for (Field<?> field : fields) {
            sources.add(new Source<>(field, new RecordValue(table, field)));
        }
        return sources;
    }

    /**
     * {@return a writer of other objects, without a column yet}
     *
     * @param table also one without generated code
     * @param type only says what {@code T} is; nothing is reflected on
     * @param <T> what a row is made from
     */
    public static <T> BulkWriter<T> into(Table<?> table, Class<T> type) {
        Objects.requireNonNull(type, "type");
        return new BulkWriter<>(Spec.of(table, List.of(), true));
    }

    /**
     * {@return a writer of one column more, or of another value for a column}
     *
     * @param column its jOOQ converter, if any, is applied
     * @param value of a row; called once per row on the calling thread, may return null
     * @param <V> the column's type
     */
    public <V> BulkWriter<T> column(Field<V> column, Function<? super T, ? extends @Nullable V> value) {
        Objects.requireNonNull(value, "value");
        return new BulkWriter<>(spec.and(new Source<>(column, value)));
    }

    /**
     * {@return a writer without these columns, which get their defaults}
     *
     * @param columns of those written
     * @throws IllegalArgumentException if one is not among them
     */
    public BulkWriter<T> omitting(Field<?>... columns) {
        return new BulkWriter<>(spec.without(List.of(columns)));
    }

    /**
     * Begins what becomes of rows whose key is there already.
     *
     * @param key the columns of a unique index; for {@code doNothing()} none means any unique index
     * @return the choice
     */
    public OnConflict<T> onConflict(Field<?>... key) {
        return new OnConflict<>(this, List.of(key), null);
    }

    /**
     * {@return a writer whose errors hold the values that were refused, and the driver's exception with all that the server said} For
     * where errors and logs may hold the rows' data.
     */
    public BulkWriter<T> showingValues() {
        return new BulkWriter<>(spec.showingValues());
    }

    /**
     * {@return a writer with telemetry} Timer {@code pgstride.batching.bulk-writes} of whole writes, by the tag {@code outcome} (success or
     * failure), and counter {@code pgstride.batching.bulk-rows} of rows taken by those that succeeded.
     *
     * @param telemetry replaces what was set before
     */
    public BulkWriter<T> telemetry(Telemetry telemetry) {
        return new BulkWriter<>(spec.telemetry(Objects.requireNonNull(telemetry, "telemetry")));
    }

    /**
     * Writes rows that can be had more than once, as those of a collection: they are, where the server refuses one without saying which.
     *
     * @param dsl on whose connection, and in whose transaction
     * @param rows in their order
     * @return the counts
     * @throws BulkWriteException if a row cannot be written; nothing is, then
     * @throws org.jooq.exception.DataAccessException for other errors of the database
     */
    public BulkResult insert(DSLContext dsl, Iterable<? extends T> rows) {
        return new BulkWrite<>(spec, dsl, rows).run(rows.iterator());
    }

    /**
     * As {@link #insert(DSLContext, Iterable)}, for rows that can be had once.
     *
     * @param dsl on whose connection, and in whose transaction
     * @param rows not read in parallel; closed at the end, however it comes
     * @return the counts
     */
    public BulkResult insert(DSLContext dsl, Stream<? extends T> rows) {
        try (rows) {
            return insert(dsl, rows.iterator());
        }
    }

    /**
     * As {@link #insert(DSLContext, Iterable)}, for rows that can be had once.
     *
     * @param dsl on whose connection, and in whose transaction
     * @param rows what it throws is passed on as it is, and nothing is written
     * @return the counts
     */
    public BulkResult insert(DSLContext dsl, Iterator<? extends T> rows) {
        return new BulkWrite<>(spec, dsl, null).run(rows);
    }

    /**
     * Writes rows and gives a column's value of each, such as a key that was generated, in the order of the rows. By statements of up to 1000
     * rows, as COPY cannot return anything:
     *
     * <pre>{@code
     * INSERT INTO events (kind) SELECT c1 FROM unnest(?::text[]) WITH ORDINALITY AS s(c1, n) ORDER BY n RETURNING id
     * }</pre>
     *
     * <p>With a conflict policy, the column is read after each INSERT, by the key, so that rows which were there already and duplicates have
     * their value too:
     *
     * <pre>{@code
     * SELECT events.id FROM unnest(?::text[]) WITH ORDINALITY AS s(c1, n) JOIN events ON events.code = c1 ORDER BY n
     * }</pre>
     *
     * @param dsl on whose connection, and in whose transaction
     * @param rows in their order
     * @param column of the table
     * @param <V> its type
     * @return as many values as rows, all held in memory
     * @throws BulkWriteException if a row cannot be written; nothing is, then
     * @throws io.pgstride.core.PgstrideException if there is not one value for each row, as where a trigger leaves rows out; nothing is written
     */
    public <V> List<V> insertReturning(DSLContext dsl, Iterable<? extends T> rows, Field<V> column) {
        return new BulkWrite<>(spec, dsl, rows).returning(rows.iterator(), column);
    }

    BulkWriter<T> with(Conflict conflict) {
        return new BulkWriter<>(spec.with(conflict));
    }

    /** {@return table and columns} */
    @Override
    public String toString() {
        return "BulkWriter[" + spec.table() + " "
                + Arrays.toString(spec.sources().stream().map(Source::name).toArray()) + "]";
    }
}
