package io.pgstride.batching.backfill;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * How a backfill stands, from its checkpoint. An immutable value.
 *
 * @param name of the backfill
 * @param state what it is to do, or how it ended
 * @param table that is walked over, quoted
 * @param scanned rows walked over
 * @param changed rows updated, deleted or inserted
 * @param estimatedRows how many rows there were to walk over, as the planner estimated at the start
 * @param startedAt when it began, by the server's clock
 * @param lastBatchAt when the transaction of the last batch began, by the server's clock
 * @param waitingFor why a process waits, if one does; what a killed process left there goes with the next run
 * @param failure where and how the last run failed, if it did
 * @param ranges each by its number
 */
public record BackfillStatus(
        String name,
        BackfillState state,
        String table,
        long scanned,
        long changed,
        long estimatedRows,
        OffsetDateTime startedAt,
        Optional<OffsetDateTime> lastBatchAt,
        Optional<String> waitingFor,
        Optional<String> failure,
        List<RangeProgress> ranges) {
    /**
     * Copies.
     *
     * @param name as above
     * @param state as above
     * @param table as above
     * @param scanned as above
     * @param changed as above
     * @param estimatedRows as above
     * @param startedAt as above
     * @param lastBatchAt as above
     * @param waitingFor as above
     * @param failure as above
     * @param ranges as above
     */
    public BackfillStatus {
        ranges = List.copyOf(ranges);
    }
}
