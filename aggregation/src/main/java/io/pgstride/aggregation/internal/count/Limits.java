package io.pgstride.aggregation.internal.count;

import java.time.Duration;

/**
 * What counting may cost.
 *
 * @param cap up to how many rows are counted; 0 for none
 * @param timeout how long that may take
 */
public record Limits(int cap, Duration timeout) {
    private static final Duration LONGEST = Duration.ofDays(24);

    /** Checks. */
    public Limits {
        if (cap < 0) {
            throw new IllegalArgumentException(
                    "a cap of " + cap + " rows is negative; give 0 for estimates only, or more");
        }
        if (timeout.toMillis() < 1 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a countTimeout of " + timeout + " is outside 1 ms to 24 days");
        }
    }

    @Override
    public String toString() {
        return "counts up to " + cap + " rows within " + timeout;
    }
}
