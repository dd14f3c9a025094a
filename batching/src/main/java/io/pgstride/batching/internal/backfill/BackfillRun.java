package io.pgstride.batching.internal.backfill;

import static io.pgstride.batching.internal.backfill.Checkpoints.ESTIMATED;
import static io.pgstride.batching.internal.backfill.Checkpoints.WANTED;

import io.pgstride.batching.backfill.BackfillEnd;
import io.pgstride.batching.backfill.BackfillFailedException;
import io.pgstride.batching.backfill.BackfillResult;
import io.pgstride.batching.internal.AdaptiveSize;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a backfill, from the checkpoint to the result. Used once. */
public final class BackfillRun {
    private static final Logger LOG = LoggerFactory.getLogger(BackfillRun.class);

    private final BackfillSpec spec;
    private final AdaptiveSize size;
    private final RunEnding ending = new RunEnding();
    private final Tracker tracker;
    private final ThrottleGate gate;
    private boolean begun;

    /** Of a backfill. */
    public BackfillRun(BackfillSpec spec) {
        this.spec = spec;
        this.size = new AdaptiveSize(spec.size());
        this.tracker = new Tracker(spec, size::next);
        this.gate = new ThrottleGate(spec, ending, tracker);
    }

    /** Blocks until it has ended. */
    public BackfillResult run() {
        logStart();
        try {
            while (prepare()) {
                walk();
                if (ending.isOver() || !spec.follow()) {
                    break;
                }
            }
            return end();
        } catch (RuntimeException | Error e) {
            tracker.ended(BackfillEnd.FAILED);
            throw e;
        } finally {
            if (ending.how() == BackfillEnd.INTERRUPTED) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean prepare() {
        Endurance endurance = new Endurance(spec);
        while (!ending.isOver()) {
            try {
                if (spec.creatingTables()) {
                    spec.units().run(spec.checkpoints()::create);
                }
                boolean more = spec.units().call(this::prepare);
                begun = true;
                return more;
            } catch (RuntimeException e) {
                if (Fault.of(e) == Fault.FINAL) {
                    throw e;
                }
                if (!ending.rest(endurance.failed(e, 0, size.next()))) {
                    return false;
                }
            }
        }
        return false;
    }

    /** A stop is overridden by a run that begins, and not by the next turn of one that follows its table. */
    private boolean prepare(DSLContext dsl) {
        if (begun && isStopped(dsl)) {
            ending.end(BackfillEnd.STOPPED);
            return false;
        }
        boolean more = new Preparation(spec).run(dsl);
        load(dsl);
        return more;
    }

    /** Whether it is to stop, or was reset; under the lock of its row, so that no command comes in between. */
    private boolean isStopped(DSLContext dsl) {
        return spec.store()
                .lock(dsl)
                .map(row -> Wanted.of(row.get(WANTED)) == Wanted.STOP)
                .orElse(true);
    }

    private void load(DSLContext dsl) {
        long estimated = spec.store().lock(dsl).map(row -> row.get(ESTIMATED)).orElse(0L);
        tracker.load(spec.store().ranges(dsl), estimated);
    }

    private void walk() {
        List<Thread> others = new ArrayList<>();
        for (int i = 1; i < spec.workers(); i++) {
            others.add(spec.threads().newThread(this::work));
        }
        others.forEach(Thread::start);
        work();
        others.forEach(this::join);
    }

    private void work() {
        try {
            new Worker(spec, size, ending, tracker, gate).work();
        } catch (RuntimeException | Error e) {
            ending.fail(e);
        }
    }

    /** A worker ends after its batch; an interrupt meanwhile ends the run, and is no reason to leave a worker behind. */
    private void join(Thread worker) {
        while (worker.isAlive()) {
            try {
                worker.join();
            } catch (InterruptedException e) {
                ending.end(BackfillEnd.INTERRUPTED);
            }
        }
    }

    private BackfillResult end() {
        Throwable failure = ending.failure();
        if (failure != null) {
            throw failed(failure);
        }
        BackfillEnd how = ending.how() == null ? BackfillEnd.COMPLETED : ending.how();
        tracker.ended(how);
        BackfillResult result = result(how);
        LOG.info("Backfill {}: {}", spec.name(), result);
        return result;
    }

    private BackfillResult result(BackfillEnd how) {
        Tracker.Counts run = tracker.counts();
        return new BackfillResult(
                spec.name(),
                how,
                run.scanned(),
                run.changed(),
                run.batches(),
                run.retries(),
                run.elapsed(),
                run.all().scanned(),
                run.all().changed());
    }

    private RuntimeException failed(Throwable failure) {
        if (failure instanceof BackfillFailedException e) {
            LOG.info("Backfill {}: {}", spec.name(), e.getMessage());
            remember(e);
            return e;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return (RuntimeException) failure;
    }

    /** For whoever asks for the status; without a server, nobody does. */
    private void remember(BackfillFailedException e) {
        try {
            spec.units().run(dsl -> spec.store().failed(dsl, e.summary()));
        } catch (RuntimeException suppressed) {
            e.addSuppressed(suppressed);
        }
    }

    private void logStart() {
        LOG.info(
                "Backfill {}: {} {}, batches of {} to {} rows in about {} ms, {} at once, throttles {}, lock timeout {},"
                        + " statement timeout {}",
                spec.name(),
                spec.statement().verb(),
                spec.walk(),
                spec.size().min(),
                spec.size().max(),
                spec.size().target().toMillis(),
                spec.workers(),
                spec.throttles(),
                spec.timeouts().lock(),
                spec.timeouts().statement());
    }
}
