package io.pgstride.core;

import java.time.Duration;

/**
 * A unit of work kept failing with serialization failures (40001) or deadlocks (40P01) and was given up. Every attempt
 * was rolled back; the cause is the last one's error, the earlier ones are its suppressed exceptions.
 */
public final class RetriesExhaustedException extends PgstrideException {
    private static final long serialVersionUID = 1L;

    private final int attempts;
    private final Duration elapsed;

    /** Carries how often and for how long it was tried. */
    public RetriesExhaustedException(int attempts, Duration elapsed, Throwable cause) {
        super(
                "gave up after " + attempts + " attempts in " + elapsed.toMillis() + " ms, each ended by a"
                        + " serialization failure or a deadlock; make the transactions shorter, lock rows in one"
                        + " order, or allow more attempts",
                cause);
        this.attempts = attempts;
        this.elapsed = elapsed;
    }

    /** How often the work ran. */
    public int attempts() {
        return attempts;
    }

    /** The time from the first attempt's start to the last one's failure, pauses included. */
    public Duration elapsed() {
        return elapsed;
    }
}
