package io.pgstride.batching.backfill;

/** Where a backfill stands, as its checkpoint has it. */
public enum BackfillState {
    /** It is to run; whether a process does so is seen from {@link BackfillStatus#lastBatchAt()}. */
    RUNNING,
    /** It waits to be resumed. */
    PAUSED,
    /** It was stopped; the next run continues it. */
    STOPPED,
    /** Its last run ended with {@link BackfillFailedException}; the next one continues it. */
    FAILED,
    /** Every range is done. */
    COMPLETED
}
