package io.pgstride.aggregation.counter;

import io.pgstride.aggregation.GeneratedDdl;
import io.pgstride.aggregation.internal.counter.Change;
import io.pgstride.aggregation.internal.counter.CounterCalls;
import io.pgstride.aggregation.internal.counter.CounterSpec;
import io.pgstride.aggregation.internal.counter.CounterSql;
import io.pgstride.aggregation.internal.counter.Upkeep;
import io.pgstride.core.transaction.TransactionHooks;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * A count or a sum of the rows of a child table, kept with the parent that they belong to:
 *
 * <pre>{@code
 * Counter<Long, Long> answers = Counter.of(ASSESSMENTS, ASSESSMENTS.ANSWER_COUNT)
 *         .counting(ANSWERS, ANSWERS.ASSESSMENT_ID)
 *         .where(ANSWERS.DELETED.isFalse())
 *         .build();
 * answers.install(dataSource);       // or ddl() into a migration
 * answers.repair(dataSource);        // counts the rows that are there
 * }</pre>
 *
 * <p>Transactions do not touch the parent before they commit: triggers of the child table (or {@link #add}, where the application keeps the counter itself) only note the deltas,
 * and the commit applies those of all counters, sorted by table and key. So a parent that many write to is locked for the commit alone, and transactions do not deadlock on counters,
 * in whatever order they wrote. Until then a transaction does not see its own changes in the counter, unless it says {@code SET CONSTRAINTS ALL IMMEDIATE}.
 *
 * <p>A snapshot always sees counters that fit the rows it sees, also while a {@linkplain #repair repair}, a {@linkplain #rollUp roll-up} or a {@linkplain #convert conversion} runs.
 *
 * <p>Immutable and thread-safe; holds no connection. Where the functions are missing, calls fail with 42883: {@link #install} it.
 *
 * @param <K> the type of the parent's key
 * @param <N> the type of the column
 */
public final class Counter<K, N extends Number> {
    /** The order of the flush among the hooks before commit: behind those that may still change rows. */
    public static final int FLUSH_ORDER = 1_000_000;

    private final CounterSpec spec;
    private final CounterCalls<K, N> calls;

    Counter(CounterSpec spec, CounterCalls<K, N> calls) {
        this.spec = spec;
        this.calls = calls;
    }

    /**
     * {@return the start of a counter's description}
     *
     * @param parent with its schema
     * @param column of the parent, NOT NULL and 0 by default; {@link #ddl()} adds it where it is missing
     * @param <N> bigint, integer or numeric
     */
    public static <N extends Number> CounterStart<N> of(Table<?> parent, Field<N> column) {
        return new CounterStart<>(
                Objects.requireNonNull(parent, "parent"), Objects.requireNonNull(column, "column"), null);
    }

    /** {@return its name, which those of its functions and triggers begin with} */
    public String name() {
        return spec.name();
    }

    /** {@return the statements that create all of it} Creating the triggers locks the child and the parent table against writers for a moment. */
    public GeneratedDdl ddl() {
        return new CounterSql(spec).ddl();
    }

    /**
     * Runs {@link #ddl()} in one transaction, which waits for locks in short attempts so that writers do not queue behind it. May run again. Where the database keeps the counter in another storage,
     * that is left as it is: {@link #convert} changes it.
     *
     * @param dataSource of the primary, by the owner of the tables
     * @throws org.jooq.exception.DataAccessException if the database refuses it
     */
    public void install(DataSource dataSource) {
        new Upkeep<>(spec, calls, dataSource).install();
    }

    /**
     * Changes the counter of a parent by a number, for a counter that the application keeps. Deltas of a transaction are gathered and written in one round trip before its commit, where
     * its connection has {@link TransactionHooks}; else each call is a statement. In autocommit it is applied at once.
     *
     * <pre>{@code SELECT answer_count_add(?::bigint[], ?::bigint[])}</pre>
     *
     * @param dsl of the transaction that changes the rows
     * @param key of the parent; of one that does not exist the change has no effect
     * @param delta may be negative
     * @throws IllegalStateException if triggers keep the counter, as all would be counted twice
     */
    public void add(DSLContext dsl, K key, N delta) {
        if (spec.byTriggers()) {
            throw new IllegalStateException(
                    "counter " + spec.name() + " is kept by triggers, and add() would count twice;"
                            + " leave it out, or declare the counter keptByApplication()");
        }
        Change change = new Change(calls, Objects.requireNonNull(key, "key"), new BigDecimal(delta.toString()));
        Upkeep.change(dsl, change, FLUSH_ORDER);
    }

    /**
     * {@return the counter's value, for use in a query} In {@linkplain CounterStorage#column() column} storage it is the column, which you may use as well.
     *
     * @param key of the parent, as {@code USERS.ID} of a query over {@code USERS}
     */
    public Field<N> exact(Field<K> key) {
        return calls.exact(key);
    }

    /**
     * {@return the counter of one parent; empty if there is no such parent}
     *
     * @param dsl on the primary or a replica
     * @param key of the parent
     */
    public Optional<N> read(DSLContext dsl, K key) {
        return Optional.ofNullable(dsl.select(exact(DSL.val(key, calls.key().getDataType())))
                .fetchSingle()
                .value1());
    }

    /**
     * Measures all counters and changes nothing. Reads the whole child table, by an index on its key in batches, each of which sees one snapshot.
     *
     * @param dsl on the primary or a replica
     * @return how far they are off
     */
    public Drift<K> drift(DSLContext dsl) {
        return Upkeep.measure(calls, dsl);
    }

    /**
     * Measures all counters and adds to each what it lacks; while everybody goes on writing. Setting them to the right values instead would lose what is committed meanwhile.
     *
     * @param dataSource of the primary
     * @return how far they were off, and no longer are
     * @throws org.jooq.exception.DataAccessException if the database refuses it, or a lock cannot be had for half a minute; batches before are mended
     */
    public Drift<K> repair(DataSource dataSource) {
        return new Upkeep<>(spec, calls, dataSource).repair();
    }

    /**
     * Moves what side tables hold into the column, in short transactions, until it has met all rows that were there; one session at a time. Run it every few seconds for a ledger.
     *
     * @param dataSource of the primary
     * @return how many rows were moved; 0 while another session does it
     */
    public long rollUp(DataSource dataSource) {
        return new Upkeep<>(spec, calls, dataSource).rollUp();
    }

    /**
     * Changes the storage to the declared one, while everybody goes on reading and writing, of whatever version their program is: none of them has the storage, the functions in the database have.
     * Between its steps it waits for transactions that began before them. May be ended and run again.
     *
     * @param dataSource of the primary, by the owner of the tables
     * @param atMost how long each wait may take
     * @throws io.pgstride.core.PgstrideException if a transaction stays open for longer, or the counter is not installed
     */
    public void convert(DataSource dataSource, Duration atMost) {
        new Upkeep<>(spec, calls, dataSource).convert(atMost);
    }

    @Override
    public String toString() {
        return "Counter[" + spec.name() + "]";
    }
}
