package io.pgstride.batching.backfill;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far a backfill is. An immutable value.
 *
 * @param name of the backfill
 * @param scanned rows walked over since the backfill began, by all runs
 * @param changed rows updated, deleted or inserted since then
 * @param estimatedRows how many rows there are to walk over, as PostgreSQL's planner estimated at the start; may be off by much for a table that was never analyzed
 * @param rowsPerSecond walked over by this run in the last 30 seconds, waits included; 0 in its first 3 seconds and those after a pause, which tell little
 * @param elapsed since this run began
 * @param batchSize rows that the next batch takes
 * @param retries attempts of this run that failed and were made again
 * @param waitingFor why no batch runs now
 * @param ended how the run ended, if it did
 * @param ranges each by its number
 */
public record Progress(
        String name,
        long scanned,
        long changed,
        long estimatedRows,
        double rowsPerSecond,
        Duration elapsed,
        int batchSize,
        long retries,
        Optional<ThrottleReason> waitingFor,
        Optional<BackfillEnd> ended,
        List<RangeProgress> ranges) {
    /**
     * Copies.
     *
     * @param name as above
     * @param scanned as above
     * @param changed as above
     * @param estimatedRows as above
     * @param rowsPerSecond as above
     * @param elapsed as above
     * @param batchSize as above
     * @param retries as above
     * @param waitingFor as above
     * @param ended as above
     * @param ranges as above
     */
    public Progress {
        ranges = List.copyOf(ranges);
    }

    /** {@return the part that is done, 0 to 1; empty where nothing was estimated} */
    public OptionalDouble fraction() {
        if (ended.isPresent() && ended.get() == BackfillEnd.COMPLETED) {
            return OptionalDouble.of(1);
        }
        return estimatedRows <= 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.min(1, (double) scanned / estimatedRows));
    }

    /** {@return the time that the rest takes at the present rate; empty where there is no rate yet or the estimate is passed} */
    public Optional<Duration> eta() {
        long left = estimatedRows - scanned;
        if (left <= 0 || rowsPerSecond <= 0 || ended.isPresent()) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofMillis((long) (1_000 * left / rowsPerSecond)));
    }
}
