package io.pgstride.batching.bulk;

import java.time.Duration;

/**
 * What a write did.
 *
 * @param rows how many rows were taken from the caller
 * @param written how many the server inserted or updated
 * @param duration from the first row asked for to the last one written; where the write had a transaction of its own, with its commit
 */
public record BulkResult(long rows, long written, Duration duration) {
    /**
     * {@return how many rows left nothing} Their key was given again later, their row was there already and the same, {@code doNothing()}
     * or a condition passed them by, or a trigger did.
     */
    public long skipped() {
        return rows - written;
    }
}
