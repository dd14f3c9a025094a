package io.pgstride.batching.backfill;

/** How a run of a backfill ended, other than by an exception. */
public enum BackfillEnd {
    /** Every range is done; another run would find nothing to do. */
    COMPLETED,

    /** It was stopped or reset by {@link BackfillControl}; after a stop, the next run continues. */
    STOPPED,

    /** The thread of {@link Backfill#run()} was interrupted; the next run continues. */
    INTERRUPTED
}
