package io.pgstride.batching.backfill;

/** How a run of a backfill ended. */
public enum BackfillEnd {
    /** Every range is done; another run would find nothing to do. */
    COMPLETED,

    /** It was stopped or reset by {@link BackfillControl}; after a stop, the next run continues. */
    STOPPED,

    /** The thread of {@link Backfill#run()} was interrupted; the next run continues. */
    INTERRUPTED,

    /** {@link Backfill#run()} throws, so that only its {@link ProgressListener} hears of this; the next run continues. */
    FAILED
}
