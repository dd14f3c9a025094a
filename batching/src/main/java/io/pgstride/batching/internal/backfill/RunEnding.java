package io.pgstride.batching.internal.backfill;

import io.pgstride.batching.backfill.BackfillEnd;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * How a run comes to its end: the first cause wins, all workers see it between their batches, and pauses end early. Thread-safe.
 *
 * <p>An interrupt is taken off its thread, as pools give no connection to an interrupted one, and is put back when the run is over.
 */
final class RunEnding {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<@Nullable BackfillEnd> end = new AtomicReference<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** Ends the run early. */
    void end(BackfillEnd how) {
        end.compareAndSet(null, how);
        ended.countDown();
    }

    void fail(Throwable how) {
        if (!failure.compareAndSet(null, how)) {
            Throwable first = failure.get();
            if (first != null && first != how) {
                first.addSuppressed(how);
            }
        }
        ended.countDown();
    }

    boolean isOver() {
        if (Thread.interrupted()) {
            end(BackfillEnd.INTERRUPTED);
        }
        return ended.getCount() == 0;
    }

    /** Waits, or shorter if the run ends; returns whether it is to go on. */
    boolean rest(Duration pause) {
        try {
            return !ended.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            end(BackfillEnd.INTERRUPTED);
            return false;
        }
    }

    /** How it ended, if it did so early. */
    @Nullable
    BackfillEnd how() {
        return end.get();
    }

    @Nullable
    Throwable failure() {
        return failure.get();
    }
}
