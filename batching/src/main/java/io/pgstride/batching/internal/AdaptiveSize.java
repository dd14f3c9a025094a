package io.pgstride.batching.internal;

import io.pgstride.batching.BatchSize;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The size of the next batch. Thread-safe.
 *
 * <p>Invariants: the size stays within its bounds; it grows by at most {@value #MOST_GROWTH} a batch and only by full batches, as
 * one that was cut short by the end of the rows says nothing about larger ones; it is not made small to save what does not depend on it
 * (round trips, the commit), see {@link BatchCost}.
 */
public final class AdaptiveSize {
    static final double MOST_GROWTH = 1.2;
    static final double MOST_SHRINKING = 0.5;

    private final ReentrantLock lock = new ReentrantLock();
    private final BatchSize bounds;
    private final BatchCost cost = new BatchCost();
    private double size;

    /** Within bounds. */
    public AdaptiveSize(BatchSize bounds) {
        this.bounds = bounds;
        this.size = Math.min(bounds.max(), Math.max(bounds.min(), BatchSize.START));
    }

    /** How many rows to take now. */
    public int next() {
        lock.lock();
        try {
            return (int) Math.round(size);
        } finally {
            lock.unlock();
        }
    }

    /** After a batch that went well. */
    public void took(int rows, Duration time) {
        if (bounds.isFixed() || rows < 1) {
            return;
        }
        lock.lock();
        try {
            cost.add(rows, time.toNanos());
            double wanted = cost.rowsWithin(bounds.target().toNanos()) / size;
            double most = rows < (int) Math.round(size) ? 1 : MOST_GROWTH;
            resize(Math.min(most, Math.max(MOST_SHRINKING, wanted)));
        } finally {
            lock.unlock();
        }
    }

    /** After a batch that ended in a timeout or a deadlock. */
    public void suffered() {
        if (bounds.isFixed()) {
            return;
        }
        lock.lock();
        try {
            resize(MOST_SHRINKING);
        } finally {
            lock.unlock();
        }
    }

    private void resize(double factor) {
        size = Math.min(bounds.max(), Math.max(bounds.min(), size * factor));
    }
}
