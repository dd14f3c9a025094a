package io.pgstride.batching;

import java.time.Duration;

/**
 * What a processor has done: in one drain, since its start, or in one batch. An immutable value.
 *
 * @param claimed rows that were claimed; a row that is claimed again counts again
 * @param done rows whose acknowledgement was committed
 * @param retried rows that were put off
 * @param dead rows that were given up, as dead letters
 * @param lost rows whose lease another processor had taken before they were acknowledged
 * @param batches claims that gave at least one row
 * @param elapsed from the start to the end, or to now
 */
public record ProcessingReport(
        long claimed, long done, long retried, long dead, long lost, long batches, Duration elapsed) {

    /** {@return how many rows were done in a second on average; zero if no time has passed} */
    public double donePerSecond() {
        return elapsed.isZero() ? 0 : done * 1e9 / elapsed.toNanos();
    }
}
