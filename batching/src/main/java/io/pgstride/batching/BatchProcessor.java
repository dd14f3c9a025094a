package io.pgstride.batching;

import io.pgstride.batching.internal.run.Crew;
import io.pgstride.batching.internal.run.Ending;
import io.pgstride.batching.internal.run.Run;
import io.pgstride.batching.internal.run.RunSettings;
import io.pgstride.batching.internal.run.Work;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Workers that claim pending rows of a table in batches and hand them to a handler, beside any number of such processors in this
 * process and others.
 *
 * <pre>{@code
 * try (BatchProcessor processor = BatchProcessor.on(dataSource)
 *         .claim(Claim.from(EVENTS).key(EVENTS.ID).where(EVENTS.PROCESSED.isFalse()).orderBy(EVENTS.CREATED_AT)
 *                 .done(EVENTS.PROCESSED, true))
 *         .transactional((dsl, events) -> …)      // effects and acknowledgement commit together
 *         .batchSize(500)
 *         .workers(4)
 *         .build()) {
 *     processor.start();
 *     …
 * }
 * }</pre>
 *
 * <p>{@link #drain()} works until nothing is pending; {@link #start()} until {@link #stop}. {@link Claim} shows the SQL.
 *
 * <p><b>Threads</b>: as many as workers, named {@code pgstride-<name>-worker-<n>}; one named {@code -heartbeat} in leased mode; one named
 * {@code -listen} while it is started with {@code wakeUpBy}. They exist only while it drains or runs. <b>Connections</b>: one for each worker while it
 * has a batch, one for the heartbeat while it beats, one for the listener all the time; a worker that waits has none.
 *
 * <p><b>A database that fails</b> (a lost connection, a deadlock, a timeout, a full disk) ends nothing: the batch is undone, or its lease ends, and the worker
 * tries again after a pause of 50 ms to 6.4 s. A drain gives up when this has lasted for its patience. What else the
 * database refuses, such as a claim of a table that does not exist, ends a drain, and has a started processor try on in the same way, as it
 * may be mended meanwhile, by a migration for example: it {@linkplain #isRunning runs} without a {@link #failure}, and tells of it in one warning a minute, to
 * {@link ProcessingListener#databaseFailed} and as the outcome {@code failure} of the timer {@code pgstride.batching.rounds}. A {@link BatchFailedException}, an {@link UnacknowledgedRowsException}, an {@link UnknownRowException}, an {@link InvalidClaimException} that
 * no change of the table mends, and an {@link Error} of the handler end the processor, except for the errors that a
 * row can cause as well as any exception: {@link AssertionError}, {@link LinkageError}, {@link StackOverflowError}.
 *
 * <p>Thread-safe. {@code drain}, {@code stop} and {@code close} block; do not call {@code drain} from a handler.
 */
public final class BatchProcessor implements AutoCloseable {
    /** How long {@link #close()} lets running handlers finish. */
    public static final Duration CLOSE_DEADLINE = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(BatchProcessor.class);
    private static final ProcessingReport NOTHING = new ProcessingReport(0, 0, 0, 0, 0, 0, Duration.ZERO);

    private final Work work;
    private final RunSettings settings;
    private final Crew crew;
    private final AtomicReference<@Nullable Run> running = new AtomicReference<>();
    private final AtomicBoolean announced = new AtomicBoolean();
    private volatile @Nullable Run last;
    private volatile boolean closed;

    BatchProcessor(Work work, RunSettings settings, Crew crew) {
        this.work = work;
        this.settings = settings;
        this.crew = crew;
    }

    /**
     * {@return the start of a processor; a claim and a handler are to follow}
     *
     * @param dataSource a pool with a connection for each worker and one or two more, and with a limit on the wait for one, as nothing
     *     else ends a wait for a connection to a server that is gone; stays the caller's to close
     */
    public static ProcessorSource on(DataSource dataSource) {
        return new ProcessorSource(Objects.requireNonNull(dataSource, "dataSource"));
    }

    /**
     * Processes until nothing is pending: each worker ends when all that is pending is due later, or held by another one. Rows that were put off
     * are not waited for. If {@link #stop} is called meanwhile, this returns early.
     *
     * @return what was done
     * @throws IllegalStateException if the processor runs already or is closed
     * @throws DrainInterruptedException if the calling thread is interrupted; batches that run are undone
     * @throws BatchFailedException if rows failed that cannot be put off nor given up
     * @throws UnacknowledgedRowsException if the claim leaves it to the handler to make rows no longer pending, and it did not
     * @throws UnknownRowException if the handler named a row that its batch does not hold
     * @throws InvalidClaimException if the table cannot be told what became of its rows, or a key is not unique or cannot be read
     * @throws org.jooq.exception.DataAccessException if the database refused a claim, or has failed for longer than the patience
     */
    public ProcessingReport drain() {
        Run run = begin(true);
        try {
            Ending.await(run);
        } catch (InterruptedException e) {
            Ending.by(run, Duration.ZERO);
            Thread.currentThread().interrupt();
            throw new DrainInterruptedException(settings.name(), run.report());
        } finally {
            running.compareAndSet(run, null);
        }
        run.failure().ifPresent(BatchProcessor::rethrow);
        return run.report();
    }

    /**
     * Starts the threads and returns; they run until {@link #stop}, {@link #close} or a {@linkplain #failure() failure}.
     *
     * @throws IllegalStateException if the processor runs already or is closed
     */
    public void start() {
        begin(false);
    }

    /**
     * Ends the processor: nothing is claimed any more, running handlers may finish until the deadline. Then their threads are interrupted, and
     * if they do not end within half a second, their statement is cancelled on the server and their connection closed: transactions are rolled back, leases
     * released, so that the rows are pending. This takes 8 seconds more than the deadline at most, on a server that is gone too; a thread that even then runs on
     * is named in a warning.
     *
     * <p>Does nothing if it does not run. An interrupt of the caller stands for the deadline. From a handler it returns at once, and the
     * processor ends when its handlers have finished.
     *
     * @param deadline zero to interrupt at once
     * @return what was done since the start
     * @throws IllegalArgumentException if the deadline is negative
     */
    public ProcessingReport stop(Duration deadline) {
        if (deadline.isNegative()) {
            throw new IllegalArgumentException("the deadline is " + deadline + "; give zero or more");
        }
        Run run = running.get();
        if (run == null) {
            return report();
        }
        if (crew.isMember()) {
            run.close();
            return run.report();
        }
        Ending.by(run, deadline);
        running.compareAndSet(run, null);
        return run.report();
    }

    /** Stops it with a deadline of {@link #CLOSE_DEADLINE}, for good; closing again does nothing. */
    @Override
    public void close() {
        closed = true;
        stop(CLOSE_DEADLINE);
    }

    /** {@return what the drain or run that is going on has done by now, else the last one} */
    public ProcessingReport report() {
        Run run = last;
        return run == null ? NOTHING : run.report();
    }

    /** {@return whether a worker runs} */
    public boolean isRunning() {
        Run run = running.get();
        return run != null && run.isRunning();
    }

    /** {@return why the last run ended by itself, if it did} */
    public Optional<Throwable> failure() {
        Run run = last;
        return run == null ? Optional.empty() : run.failure();
    }

    /** {@return its name} */
    public String name() {
        return settings.name();
    }

    private Run begin(boolean drain) {
        Run run = new Run(work, settings, crew, drain);
        if (!running.compareAndSet(null, run)) {
            throw new IllegalStateException("processor " + settings.name() + " runs already; stop it first");
        }
        if (closed) { // asked after it is set, so that either this or close() sees the other
            running.compareAndSet(run, null);
            throw new IllegalStateException("processor " + settings.name() + " is closed; build another one");
        }
        last = run;
        if (announced.compareAndSet(false, true)) {
            LOG.info("BatchProcessor {}: {}", settings.name(), settings);
        }
        launch(run);
        return run;
    }

    private void launch(Run run) {
        try {
            run.start();
        } catch (RuntimeException | Error noThread) {
            Ending.by(run, Duration.ZERO);
            running.compareAndSet(run, null);
            throw noThread;
        }
    }

    private static void rethrow(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        throw failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
    }

    /** {@return its name and configuration} */
    @Override
    public String toString() {
        return "BatchProcessor[" + settings.name() + ": " + settings + "]";
    }
}
