package io.pgstride.batching.backfill;

import io.pgstride.batching.BatchSize;
import io.pgstride.batching.internal.backfill.BackfillSpec;
import io.pgstride.batching.internal.backfill.BackfillSpec.Timeouts;
import io.pgstride.batching.internal.backfill.BackfillThreads;
import io.pgstride.batching.internal.backfill.BatchStatement;
import io.pgstride.batching.internal.backfill.Checkpoints;
import io.pgstride.batching.internal.backfill.KeyWalk;
import io.pgstride.core.telemetry.Telemetry;
import io.pgstride.core.transaction.Isolation;
import io.pgstride.core.transaction.Retry;
import io.pgstride.core.transaction.Transactions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.UniqueKey;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * What all kinds of backfills can be told. Not thread-safe; what it builds is.
 *
 * @param <B> the builder itself
 */
public abstract sealed class BackfillBuilder<B extends BackfillBuilder<B>>
        permits UpdateBackfill, DeleteBackfill, InsertBackfill, TransformBackfill {
    /** Batches of 100 rows at first, then as many as take 25 ms, 20,000 at most: a writer of the same rows waits for so long at most, as a rule. */
    public static final BatchSize DEFAULT_BATCH_SIZE = BatchSize.adaptive(10, 20_000, Duration.ofMillis(25));

    /** How long a batch waits for a lock. */
    public static final Duration DEFAULT_LOCK_TIMEOUT = Duration.ofSeconds(2);

    /** How long a statement of a batch runs. */
    public static final Duration DEFAULT_STATEMENT_TIMEOUT = Duration.ofSeconds(30);

    /** How long a run looks for a lost server. */
    public static final Duration DEFAULT_RECONNECT_WITHIN = Duration.ofMinutes(1);

    /** How often on end a batch may fail by contention, with pauses of at most 100 ms to 10 s. */
    public static final Retry DEFAULT_RETRY = new Retry(10, Duration.ofMillis(100), Duration.ofSeconds(10));

    /** How many ranges one process may work on at once. */
    public static final int MOST_PARALLEL_RANGES = 64;

    private final DataSource dataSource;
    private final String name;
    private final List<Throttle> throttles = new ArrayList<>();
    private List<Field<?>> key = List.of();
    private Condition where = DSL.noCondition();
    private BatchSize batchSize = DEFAULT_BATCH_SIZE;
    private Duration lockTimeout = DEFAULT_LOCK_TIMEOUT;
    private Duration statementTimeout = DEFAULT_STATEMENT_TIMEOUT;
    private Duration reconnectWithin = DEFAULT_RECONNECT_WITHIN;
    private Retry retry = DEFAULT_RETRY;
    private int parallelRanges = 1;
    private boolean synchronousCommit;
    private boolean untilEmpty;
    private @Nullable String schema;
    private boolean creatingTables = true;
    private ProgressListener listener = ProgressListener.none();
    private Telemetry telemetry = Telemetry.none();
    private UnaryOperator<Transactions> transactions = UnaryOperator.identity();
    private @Nullable ThreadFactory threads;

    BackfillBuilder(DataSource dataSource, String name) {
        this.dataSource = dataSource;
        this.name = name;
    }

    abstract B self();

    /** What is walked over. */
    abstract Table<?> walked();

    abstract BatchStatement statement(List<Field<?>> by, Condition condition);

    /**
     * Sets the key whose order the table is walked in; without it, the primary key that the table declares to jOOQ.
     *
     * @param first a column that is NOT NULL, of any type with a btree index
     * @param more further columns, in the order of the index; it may have others behind them
     * @return this builder
     */
    public B key(Field<?> first, Field<?>... more) {
        List<Field<?>> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(more));
        key = List.copyOf(all);
        return self();
    }

    /**
     * Leaves rows alone that do not meet a condition; they are walked over and not locked.
     *
     * @param condition joined by AND to those given before
     * @return this builder
     */
    public B where(Condition condition) {
        where = where.and(condition);
        return self();
    }

    /**
     * Sets how many rows a batch walks over.
     *
     * @param size instead of {@link #DEFAULT_BATCH_SIZE}
     * @return this builder
     */
    public B batchSize(BatchSize size) {
        batchSize = Objects.requireNonNull(size, "size");
        return self();
    }

    /**
     * Adds a throttle; all must agree before a batch begins.
     *
     * @param throttle asked in the order of adding
     * @return this builder
     */
    public B throttle(Throttle throttle) {
        throttles.add(Objects.requireNonNull(throttle, "throttle"));
        return self();
    }

    /**
     * Limits a batch's wait for each lock, by {@code SET LOCAL lock_timeout}.
     *
     * @param timeout instead of {@link #DEFAULT_LOCK_TIMEOUT}
     * @return this builder
     */
    public B lockTimeout(Duration timeout) {
        lockTimeout = timeout;
        return self();
    }

    /**
     * Limits the time of each statement of a batch, by {@code SET LOCAL statement_timeout}.
     *
     * @param timeout instead of {@link #DEFAULT_STATEMENT_TIMEOUT}
     * @return this builder
     */
    public B statementTimeout(Duration timeout) {
        statementTimeout = timeout;
        return self();
    }

    /**
     * Limits the time that a run looks for a lost server.
     *
     * @param limit instead of {@link #DEFAULT_RECONNECT_WITHIN}; zero to fail at once
     * @return this builder
     */
    public B reconnectWithin(Duration limit) {
        reconnectWithin = Objects.requireNonNull(limit, "limit");
        return self();
    }

    /**
     * Sets how often on end a batch may fail by a deadlock, a serialization failure or a timeout, and the pauses between.
     *
     * @param policy instead of {@link #DEFAULT_RETRY}
     * @return this builder
     */
    public B retry(Retry policy) {
        retry = Objects.requireNonNull(policy, "policy");
        return self();
    }

    /**
     * Works on several ranges of the key at once, each on a thread and a connection of its own. Where fewer ranges are left than
     * asked for, the free ones are divided by a sample of the table, into four for each thread; so the number may change from run to run.
     *
     * @param ranges 1 to {@link #MOST_PARALLEL_RANGES}; 1, the default, stays on the caller's thread
     * @return this builder
     */
    public B parallelRanges(int ranges) {
        parallelRanges = ranges;
        return self();
    }

    /**
     * Has each batch commit as the session would, instead of with {@code synchronous_commit = off}: what a batch did then survives a crash, or a failover to a
     * synchronous standby, once its transaction is over. For a transform whose code has effects outside the database, or where readers act at
     * once upon what they see. Rows stay locked until the COMMIT is on disk.
     *
     * @return this builder
     */
    public B synchronousCommit() {
        synchronousCommit = true;
        return self();
    }

    /**
     * Follows keys that are added behind the last one, until there are none: each time the end is reached, the walk goes on to what is then the last key. A
     * later run does so too, after the backfill was complete.
     *
     * @return this builder
     */
    public B untilEmpty() {
        untilEmpty = true;
        return self();
    }

    /**
     * Keeps the checkpoint in a schema, rather than where the search path leads.
     *
     * @param name of a schema that exists
     * @return this builder
     */
    public B checkpointSchema(String name) {
        schema = Objects.requireNonNull(name, "name");
        return self();
    }

    /**
     * Leaves the checkpoint's tables to you: a run fails where they are missing. Their DDL is the resource
     * {@code io/pgstride/batching/internal/backfill/pgstride_backfill.sql} of the jar.
     *
     * @return this builder
     */
    public B withoutTableCreation() {
        creatingTables = false;
        return self();
    }

    /**
     * Sets who hears of progress.
     *
     * @param hears instead of nobody
     * @return this builder
     */
    public B listener(ProgressListener hears) {
        listener = Objects.requireNonNull(hears, "hears");
        return self();
    }

    /**
     * Sets where measurements go: counters {@code pgstride.batching.backfill-scanned}, {@code -changed} and {@code -retries}, timers
     * {@code pgstride.batching.backfill-batches} and {@code -waits}, by the tag {@code backfill}, waits also by {@code throttle}.
     *
     * @param target instead of {@link Telemetry#none()}
     * @return this builder
     */
    public B telemetry(Telemetry target) {
        telemetry = Objects.requireNonNull(target, "target");
        return self();
    }

    /**
     * Changes the transactions of batches, for example to give them a jOOQ configuration; isolation, retries, lock timeout and statement timeout are
     * those of the backfill all the same.
     *
     * @param change applied when built
     * @return this builder
     */
    public B transactions(UnaryOperator<Transactions> change) {
        transactions = Objects.requireNonNull(change, "change");
        return self();
    }

    /**
     * Sets what makes the threads of {@link #parallelRanges} beyond the first.
     *
     * @param factory instead of one that makes daemon threads named {@code pgstride-<name>-range-1} and so on
     * @return this builder
     */
    public B threads(ThreadFactory factory) {
        threads = Objects.requireNonNull(factory, "factory");
        return self();
    }

    /**
     * {@return the backfill}
     *
     * @throws IllegalArgumentException if an option is out of range, or what is needed is missing
     */
    public Backfill build() {
        if (parallelRanges < 1 || parallelRanges > MOST_PARALLEL_RANGES) {
            throw new IllegalArgumentException(
                    "parallelRanges of " + parallelRanges + " is out of range; give 1 to " + MOST_PARALLEL_RANGES);
        }
        if (reconnectWithin.isNegative()) {
            throw new IllegalArgumentException(
                    "reconnectWithin of " + reconnectWithin + " is negative; give zero or more");
        }
        List<Field<?>> by = keyOrPrimary();
        Transactions units = transactions.apply(Transactions.on(dataSource)).isolation(Isolation.READ_COMMITTED);
        Transactions batches = units.lockTimeout(lockTimeout)
                .statementTimeout(statementTimeout)
                .retry(Retry.none());
        return new Backfill(new BackfillSpec(
                name,
                new KeyWalk(walked(), by),
                statement(by, where),
                batches,
                units,
                batchSize,
                new Timeouts(lockTimeout, statementTimeout, reconnectWithin),
                parallelRanges,
                retry,
                synchronousCommit,
                untilEmpty,
                new Checkpoints(schema),
                creatingTables,
                throttles,
                listener,
                telemetry,
                threads == null ? new BackfillThreads(name) : threads));
    }

    private List<Field<?>> keyOrPrimary() {
        UniqueKey<?> primary = walked().getPrimaryKey();
        if (key.isEmpty() && primary != null) {
            return List.copyOf(primary.getFields());
        }
        if (key.isEmpty()) {
            throw new IllegalArgumentException("table " + walked().getName()
                    + " declares no primary key to jOOQ; name the columns to walk by, by key(...)");
        }
        return key;
    }
}
