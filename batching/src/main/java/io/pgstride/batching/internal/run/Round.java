package io.pgstride.batching.internal.run;

/**
 * One claim and all that follows from it, up to the acknowledgement. Thread-safe: every worker calls the same one.
 *
 * <p>What it throws has undone the batch, or left it for another claim. An interrupt ends it as soon as it notices.
 */
public interface Round {
    /**
     * Runs once, on this thread.
     *
     * @param most how many rows to claim at most
     * @param sweep whether to look at all pending rows, not only from where the last claim ended
     * @return what became of the rows; all zero if there was nothing to claim
     */
    RoundResult run(int most, boolean sweep);
}
