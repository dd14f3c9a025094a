package io.pgstride.batching.backfill;

/**
 * Hears how a backfill gets on: after each batch, when it begins or ceases to wait, when a batch failed and is made again, and at the
 * end, however it comes.
 *
 * <p>Called on the threads of the backfill, one call at a time and outside of any transaction; batches wait for it, so it should be
 * quick. If it throws, that is logged, it is not called again, and the backfill goes on.
 *
 * @see ConsoleProgress
 */
@FunctionalInterface
public interface ProgressListener {
    /** {@return a listener that does nothing} */
    static ProgressListener none() {
        return progress -> {};
    }

    /**
     * Hears of progress.
     *
     * @param progress at this moment
     */
    void progress(Progress progress);
}
