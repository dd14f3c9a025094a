package io.pgstride.core;

import java.time.Duration;

/**
 * A unit of work kept failing with serialization failures (40001) or deadlocks (40P01) and was given up. Every attempt
 * was rolled back; the cause is the last one's error, the earlier ones are its suppressed exceptions.
 */
public final class RetriesExhaustedException extends PgstrideException {
    private static final long serialVersionUID = 1L;

    /** The first one included. */
    private final int attempts;

    /** Pauses included. */
    private final Duration elapsed;

    /**
     * Carries how often and for how long it was tried.
     *
     * @param attempts how often the work ran
     * @param elapsed from the first attempt's start to the last one's failure
     * @param cause the last attempt's error, which holds the earlier ones as suppressed
     */
    public RetriesExhaustedException(int attempts, Duration elapsed, Throwable cause) {
        super(
                "gave up after " + attempts + " attempts in " + elapsed.toMillis() + " ms, each ended by a"
                        + " serialization failure or a deadlock; make the transactions shorter, lock rows in one"
                        + " order, or allow more attempts",
                cause);
        this.attempts = attempts;
        this.elapsed = elapsed;
    }

    /** {@return how often the work ran, the first time included} */
    public int attempts() {
        return attempts;
    }

    /** {@return the time from the first attempt's start to the last one's failure, pauses included} */
    public Duration elapsed() {
        return elapsed;
    }
}
