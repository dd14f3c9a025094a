package io.pgstride.caching.internal;

import java.time.Duration;

/**
 * How long a caller waits.
 *
 * @param whole from the beginning
 * @param end on the monotonic clock
 */
record Deadline(Duration whole, long end) {
    static Deadline in(Duration whole) {
        return new Deadline(whole, System.nanoTime() + whole.toNanos());
    }

    long leftNanos() {
        return Math.max(0, end - System.nanoTime());
    }

    Duration left() {
        return Duration.ofNanos(leftNanos());
    }

    boolean isOver() {
        return leftNanos() == 0;
    }
}
