package io.pgstride.batching.internal.run;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where workers wait. Thread-safe; a worker that has work does not come here.
 *
 * <p>Invariants: a wake-up that comes while nobody waits is kept for the next who would; of all who wait, one goes each time a poll is due,
 * however many workers there are, and it is a full batch that makes it wake the next one; once closed, nobody waits.
 */
final class WaitingRoom {
    private static final double JITTER = 0.2;
    private static final Logger LOG = LoggerFactory.getLogger(WaitingRoom.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition closing = lock.newCondition();
    private final int workers;
    private final long pollInterval;
    private long nextPoll;
    private int wakeUps;

    /** Changed under the lock. */
    private final AtomicInteger waiting = new AtomicInteger();

    /** Written under the lock. */
    private volatile boolean closed;

    WaitingRoom(int workers, Duration pollInterval) {
        this.workers = workers;
        this.pollInterval = pollInterval.toNanos();
        this.nextPoll = System.nanoTime() + jittered();
    }

    boolean isClosed() {
        return closed;
    }

    /** Waits until there may be work; false if the room was closed instead. */
    boolean awaitWork() {
        lock.lock();
        waiting.incrementAndGet();
        try {
            while (!closed) {
                long now = System.nanoTime();
                if (wakeUps > 0) {
                    wakeUps--;
                    return true;
                }
                if (nextPoll - now <= 0) {
                    nextPoll = now + jittered();
                    return true;
                }
                awaitNanos(work, nextPoll - now);
            }
            return false;
        } finally {
            waiting.decrementAndGet();
            lock.unlock();
        }
    }

    /** Lets one worker look for work, now or when it would wait next. */
    void wake() {
        lock.lock();
        try {
            wakeUps = Math.min(workers, wakeUps + 1);
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Lets one worker look for work if one waits; takes the lock only then. */
    void wakeIfWaiting() {
        if (waiting.get() > 0) {
            wake();
        }
    }

    /** Waits, unless and until the room is closed. */
    void pause(long nanos) {
        if (nanos <= 0) {
            return;
        }
        lock.lock();
        try {
            long end = System.nanoTime() + nanos;
            for (long left = nanos; left > 0 && !closed; left = end - System.nanoTime()) {
                awaitNanos(closing, left);
            }
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            work.signalAll();
            closing.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** An interrupt that is not for the end, which closes the room first, was for a handler that is over. */
    @SuppressWarnings("WaitNotInLoop") // its callers loop
    private static void awaitNanos(Condition condition, long nanos) {
        try {
            condition.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            LOG.trace("BatchProcessor: an interrupt came late", e);
        }
    }

    private long jittered() {
        return (long) (pollInterval * ThreadLocalRandom.current().nextDouble(1 - JITTER, 1 + JITTER));
    }
}
