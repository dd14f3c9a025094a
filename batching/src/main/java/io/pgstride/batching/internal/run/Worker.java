package io.pgstride.batching.internal.run;

import io.pgstride.batching.BatchSize;
import io.pgstride.batching.internal.AdaptiveSize;
import io.pgstride.core.PgstrideException;
import java.time.Duration;

/**
 * Rounds, one after the other, on one thread.
 *
 * <p>Invariants: a claim that found nothing from the hint on is followed by a sweep before it is believed, which a drain always does and
 * others as far as {@link Sweeps} affords it; a worker that claimed much wakes another one before it works on it; a round that failed is
 * not the end of the rows.
 */
final class Worker implements Runnable, ClaimMark {
    private final Run run;
    private final RunSettings settings;
    private final AdaptiveSize sizes;
    private int most;
    private long began;
    private long claimNanos;
    private int failures;

    Worker(Run run, RunSettings settings, AdaptiveSize sizes) {
        this.run = run;
        this.settings = settings;
        this.sizes = sizes;
    }

    @Override
    public void run() {
        try {
            while (!run.isEnding() && step()) {
                clearInterrupt();
            }
        } catch (Throwable failure) { // an Error of a handler, too, ends the processor
            run.failed(failure);
        }
    }

    @Override
    public void claimed(int rows) {
        if (claimNanos == 0) {
            claimNanos = System.nanoTime() - began;
        }
        if (2L * rows >= most) {
            run.room().wakeIfWaiting();
        }
    }

    /** Whether to go on. */
    private boolean step() {
        RoundResult result;
        try {
            result = rows();
        } catch (RuntimeException failure) {
            run.instruments().failed(began);
            return bear(failure);
        }
        RuntimeException end = result.end();
        if (end != null) {
            return endedBy(end, result);
        }
        if (result.suffered()) {
            return suffered(result);
        }
        worked();
        return result.claimed() > 0 ? paused() : !run.isDrain() && run.room().awaitWork();
    }

    private RoundResult rows() {
        boolean sweep = run.sweeps().due();
        RoundResult result = round(sweep);
        boolean believed = sweep || result.end() != null || result.claimed() > 0 || result.suffered() || run.isEnding();
        boolean sweeps = run.isDrain() || run.sweeps().affordable();
        return !believed && sweeps ? round(true) : result;
    }

    private RoundResult round(boolean sweep) {
        BatchSize bounds = settings.size();
        most = bounds.isFixed() ? bounds.max() : sizes.next();
        claimNanos = 0;
        began = System.nanoTime();
        RoundResult result = run.work().round().run(most, sweep);
        long nanos = System.nanoTime() - began;
        if (sweep) {
            run.sweeps().took(claimNanos == 0 ? nanos : claimNanos, result.claimed() > 0);
        }
        if (!result.suffered()) {
            sizes.took(result.claimed(), Duration.ofNanos(nanos));
        }
        run.ended(result, began, nanos);
        return result;
    }

    private boolean paused() {
        run.room().pause(settings.pause().toNanos());
        return true;
    }

    private void worked() {
        failures = 0;
        run.outage().over();
    }

    /** A round that got something done in spite of trouble needs smaller batches, but no pause. */
    private boolean suffered(RoundResult result) {
        if (run.isHurried()) {
            return false;
        }
        sizes.suffered();
        if (gotOn(result)) {
            worked();
            return paused();
        }
        return retryLater(run.outage().failed(null));
    }

    /** What was done before is counted, and shows that the database works. */
    private boolean endedBy(RuntimeException end, RoundResult result) {
        if (gotOn(result)) {
            worked();
        }
        return bear(end);
    }

    private static boolean gotOn(RoundResult result) {
        return result.done() + result.retried() + result.dead() > 0;
    }

    private boolean bear(RuntimeException failure) {
        if (run.isHurried()) {
            return false;
        }
        boolean passes = run.isDrain() ? Failures.isTransient(failure) : Failures.isOfDatabase(failure);
        if (!passes) {
            throw failure;
        }
        sizes.suffered();
        run.databaseFailed(failure);
        Duration lasted = run.outage().failed(failure);
        if (run.isDrain() && lasted.compareTo(settings.patience()) > 0) {
            throw failure;
        }
        return retryLater(lasted);
    }

    private boolean retryLater(Duration lasted) {
        if (run.isDrain() && lasted.compareTo(settings.patience()) > 0) {
            throw new PgstrideException(
                    "the drain of " + settings.name() + " gave up, as every batch has been undone for " + lasted
                            + "; see the log for the reasons, or allow more patience");
        }
        run.room().pause(Outage.pauseNanos(++failures));
        return true;
    }

    /** A handler that interrupted its own thread has not ended the processor. */
    private void clearInterrupt() {
        if (!run.isEnding()) {
            Thread.interrupted();
        }
    }
}
