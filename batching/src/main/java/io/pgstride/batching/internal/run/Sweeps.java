package io.pgstride.batching.internal.run;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When to look at all pending rows rather than from the hint on. Thread-safe, without locks.
 *
 * <p>Invariants: of workers that ask at the same time, one sweeps; no sweep is due before its claim has been followed by nine times its
 * own time, so that sweeps take a tenth of the time at most, however many dead rows they step over.
 */
final class Sweeps {
    private static final int SHARE = 10;

    private final boolean hint;
    private final long interval;
    private final AtomicLong next = new AtomicLong(System.nanoTime());
    private volatile long affordable = System.nanoTime();
    private volatile boolean gaveRows;

    Sweeps(boolean hint, Duration interval) {
        this.hint = hint;
        this.interval = interval.toNanos();
    }

    /** Whether this claim is to be a sweep; says yes to one asker. */
    boolean due() {
        if (!hint) {
            return true;
        }
        long due = next.get();
        long now = System.nanoTime();
        return now - due >= 0 && next.compareAndSet(due, now + interval);
    }

    /** Whether a claim that found nothing from the hint on may be followed by a sweep. Rows behind the hint must not wait for one another. */
    boolean affordable() {
        return !hint || gaveRows || System.nanoTime() - affordable >= 0;
    }

    /** After a sweep. */
    void took(long claimNanos, boolean rows) {
        long now = System.nanoTime();
        long free = now + (SHARE - 1) * claimNanos;
        affordable = free;
        gaveRows = rows;
        next.accumulateAndGet(free, (due, earliest) -> earliest - due > 0 ? earliest : due);
    }
}
