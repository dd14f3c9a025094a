package io.pgstride.benchmarks.run;

import java.time.Duration;

/**
 * How often a timed unit runs within one round: until {@code atLeast} has passed or {@code atMost} runs are done, whichever
 * comes first, and once in any case.
 *
 * @param atLeast zero for a single run
 */
public record Pace(Duration atLeast, int atMost) {
    private static final int MOST = 100_000;

    /** As many runs as fit. */
    public static Pace during(Duration time) {
        return new Pace(time, MOST);
    }

    /** A single run, for units that use up what they work on. */
    public static Pace once() {
        return new Pace(Duration.ZERO, 1);
    }

    boolean goesOn(int runs, long nanos) {
        return runs < atMost && nanos < atLeast.toNanos();
    }
}
