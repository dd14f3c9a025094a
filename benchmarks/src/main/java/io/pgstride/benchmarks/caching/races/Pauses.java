package io.pgstride.benchmarks.caching.races;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Pauses of random lengths, up to what a write takes, so that a read meets every moment of it however fast the machine is. Thread-safe. */
final class Pauses {
    private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private volatile long longest = LEAST_NANOS;

    /** How long the last write took. */
    void writeTook(long nanos) {
        longest = Math.max(LEAST_NANOS, nanos);
    }

    void pause() {
        long end = System.nanoTime() + ThreadLocalRandom.current().nextLong(longest);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
