package io.pgstride.batching;

import io.pgstride.batching.internal.claim.RoundOptions;
import io.pgstride.batching.internal.run.Crew;
import io.pgstride.batching.internal.run.ListenerEvents;
import io.pgstride.batching.internal.run.RunSettings;
import io.pgstride.batching.internal.run.WakeUp;
import io.pgstride.core.Identifiers;
import io.pgstride.core.telemetry.Telemetry;
import io.pgstride.core.transaction.Transactions;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Collects how a {@link BatchProcessor} runs; not thread-safe. */
public final class BatchProcessorBuilder {
    /** Rows in a batch where nothing else is said. */
    public static final int DEFAULT_BATCH_SIZE = 100;

    /** The time between polls where nothing else is said. */
    public static final Duration DEFAULT_POLL_INTERVAL = Duration.ofSeconds(1);

    /** The time between sweeps where nothing else is said. */
    public static final Duration DEFAULT_SWEEP_INTERVAL = Duration.ofSeconds(1);

    /** How long a drain bears a database that fails where nothing else is said. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);

    /** The most workers that one processor may have. */
    public static final int MAX_WORKERS = 1_000;

    private static final int MAX_NAME = 100;
    private static final Duration LONGEST = Duration.ofDays(1);

    private final DataSource dataSource;
    private final WorkFactory factory;
    private final boolean leased;
    private String name;
    private BatchSize size = BatchSize.fixed(DEFAULT_BATCH_SIZE);
    private int workers = 1;
    private RetryBackoff retry = RetryBackoff.ofDefaults();
    private Duration pause = Duration.ZERO;
    private Duration pollInterval = DEFAULT_POLL_INTERVAL;
    private Duration sweepInterval = DEFAULT_SWEEP_INTERVAL;
    private Duration patience = DEFAULT_PATIENCE;
    private boolean hint;
    private @Nullable WakeUp wakeUp;
    private ProcessingListener listener = ProcessingListener.none();
    private Telemetry telemetry = Telemetry.none();
    private @Nullable UnaryOperator<Transactions> transactions;
    private @Nullable ThreadFactory threads;

    BatchProcessorBuilder(DataSource dataSource, String name, boolean hint, boolean leased, WorkFactory factory) {
        this.dataSource = dataSource;
        this.name = name;
        this.hint = hint;
        this.leased = leased;
        this.factory = factory;
    }

    /**
     * Names it in logs, threads and telemetry; the table's name if this is not called.
     *
     * @param given 1 to 100 characters, from a small fixed set
     * @return this
     */
    public BatchProcessorBuilder name(String given) {
        if (given.isBlank() || given.length() > MAX_NAME) {
            throw new IllegalArgumentException(
                    "the name of a processor has " + given.length() + " characters or is blank; give 1 to " + MAX_NAME);
        }
        name = given;
        return this;
    }

    /**
     * Takes always so many rows.
     *
     * @param rows 1 to {@link BatchSize#LIMIT}; {@value #DEFAULT_BATCH_SIZE} if this is not called
     * @return this
     */
    public BatchProcessorBuilder batchSize(int rows) {
        return batchSize(BatchSize.fixed(rows));
    }

    /**
     * Takes a number of rows that is fixed, or follows the time that batches take.
     *
     * @param bounds for each batch
     * @return this
     */
    public BatchProcessorBuilder batchSize(BatchSize bounds) {
        size = Objects.requireNonNull(bounds, "bounds");
        return this;
    }

    /**
     * Has so many threads work.
     *
     * @param number 1, if this is not called, to {@link #MAX_WORKERS}; each takes a connection for a batch
     * @return this
     */
    public BatchProcessorBuilder workers(int number) {
        if (number < 1 || number > MAX_WORKERS) {
            throw new IllegalArgumentException(number + " workers are out of range; give 1 to " + MAX_WORKERS);
        }
        workers = number;
        return this;
    }

    /**
     * Says when and how often rows that failed are tried again.
     *
     * @param backoff {@link RetryBackoff#ofDefaults()} if this is not called
     * @return this
     */
    public BatchProcessorBuilder retry(RetryBackoff backoff) {
        retry = Objects.requireNonNull(backoff, "backoff");
        return this;
    }

    /**
     * Has each worker pause after each batch, to spare the database.
     *
     * @param time zero, if this is not called, to a day
     * @return this
     */
    public BatchProcessorBuilder pauseBetweenBatches(Duration time) {
        if (time.isNegative() || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a pause of " + time + " is out of range; give zero to " + LONGEST);
        }
        pause = time;
        return this;
    }

    /**
     * Has an idle processor look for rows so often, with a jitter of a fifth; one of its workers looks, however many there are. Rows that
     * become due, by a retry or a delay, are found by this only, so it is how late they may be.
     *
     * @param time 1 ms to a day; {@link #DEFAULT_POLL_INTERVAL} if this is not called
     * @return this
     */
    public BatchProcessorBuilder pollInterval(Duration time) {
        pollInterval = checked("a poll interval", time);
        return this;
    }

    /**
     * Has a notification end the wait of an idle processor. The processor listens on a connection of the same DataSource for all of its time;
     * polling goes on behind it, and is what finds retries and delayed jobs when they are due. Not for a connection pooler in transaction mode, which forgets LISTEN.
     *
     * @param channel as {@code pg_notify} has it, up to 63 bytes
     * @return this
     */
    public BatchProcessorBuilder wakeUpBy(String channel) {
        return wakeUpBy(channel, dataSource);
    }

    /**
     * As {@link #wakeUpBy(String)}, on a connection from elsewhere, past a connection pooler for example.
     *
     * @param channel as {@code pg_notify} has it, up to 63 bytes
     * @param from one connection is taken from it for all of the time; stays the caller's to close
     * @return this
     * @throws io.pgstride.core.InvalidIdentifierException if the channel is no identifier
     */
    public BatchProcessorBuilder wakeUpBy(String channel, DataSource from) {
        Identifiers.quoted(DSL.quotedName(channel));
        wakeUp = new WakeUp(channel, Objects.requireNonNull(from, "from"));
        return this;
    }

    /**
     * Looks at all pending rows so often, rather than from where the last claim ended: rows that were put off, or committed late, are found by
     * this at the latest. It never takes more than a tenth of the time.
     *
     * @param time 1 ms to a day; {@link #DEFAULT_SWEEP_INTERVAL} if this is not called
     * @return this
     */
    public BatchProcessorBuilder sweepInterval(Duration time) {
        sweepInterval = checked("a sweep interval", time);
        return this;
    }

    /**
     * Has each claim look at all pending rows, so that rows are taken strictly in their order, at the price of stepping over dead rows.
     *
     * @return this
     */
    public BatchProcessorBuilder withoutHint() {
        hint = false;
        return this;
    }

    /**
     * Bears a database that fails so long in a drain.
     *
     * @param time 1 ms to a day; {@link #DEFAULT_PATIENCE} if this is not called
     * @return this
     */
    public BatchProcessorBuilder patience(Duration time) {
        patience = checked("a patience", time);
        return this;
    }

    /**
     * Tells somebody what happens.
     *
     * @param told replaces the one before
     * @return this
     */
    public BatchProcessorBuilder listener(ProcessingListener told) {
        listener = Objects.requireNonNull(told, "told");
        return this;
    }

    /**
     * Measures: timer {@code pgstride.batching.rounds} by the tags {@code processor} and {@code outcome} (work, empty, failure), counter
     * {@code pgstride.batching.rows} by {@code processor} and {@code outcome} (done, retried, dead, lost), timer
     * {@code pgstride.batching.claims} and counter {@code pgstride.batching.splits} by {@code processor}.
     *
     * @param measured replaces the one before
     * @return this
     */
    public BatchProcessorBuilder telemetry(Telemetry measured) {
        telemetry = Objects.requireNonNull(measured, "measured");
        return this;
    }

    /**
     * Changes the transactions of batches: their isolation, timeouts, configuration of jOOQ. For transactional mode.
     *
     * @param change of what {@link Transactions#on} gives
     * @return this
     */
    public BatchProcessorBuilder transactions(UnaryOperator<Transactions> change) {
        transactions = Objects.requireNonNull(change, "change");
        return this;
    }

    /**
     * Makes threads, for example virtual ones. The processor names them. Without this, workers are plain threads that keep the JVM alive.
     *
     * @param made one for each worker, the heartbeat and the listener
     * @return this
     */
    public BatchProcessorBuilder threads(ThreadFactory made) {
        threads = Objects.requireNonNull(made, "made");
        return this;
    }

    /**
     * {@return the processor; nothing runs and no connection is taken yet}
     *
     * @throws InvalidClaimException if the claim does not fit the way to handle it
     * @throws IllegalArgumentException if transactions were changed that a leased processor does not have
     */
    public BatchProcessor build() {
        if (leased && transactions != null) {
            throw new IllegalArgumentException("the leased processor " + name
                    + " has no transactions to change; in its handler, use a DSLContext or Transactions of your own");
        }
        Crew crew = new Crew();
        RoundOptions options = new RoundOptions(
                name,
                retry,
                hint,
                telemetry,
                transactions == null ? UnaryOperator.identity() : transactions,
                new ListenerEvents(listener));
        RunSettings settings = new RunSettings(
                name,
                workers,
                size,
                pause,
                pollInterval,
                hint,
                sweepInterval,
                patience,
                threads,
                listener,
                telemetry,
                wakeUp);
        return new BatchProcessor(factory.work(dataSource, crew, options), settings, crew);
    }

    private static Duration checked(String what, Duration time) {
        if (time.compareTo(Duration.ofMillis(1)) < 0 || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(what + " of " + time + " is out of range; give 1 ms to " + LONGEST);
        }
        return time;
    }
}
