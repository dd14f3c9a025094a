package io.pgstride.benchmarks.batching;

import io.pgstride.benchmarks.run.Scale;

/**
 * How much the cases work on.
 *
 * @param warmUps how often everything is run before the first round
 * @param jobs in the queue of the claims, a tenth of it for claims of one job
 * @param heldJobs in the queue under a held snapshot
 * @param deadRows before those
 * @param poisonJobs of which some are bad
 * @param pickUps how often a job is enqueued in a round
 * @param bulkRows inserted or upserted
 * @param streamedRows inserted to see what they take of the heap
 * @param backfillRows of the table that is changed
 */
public record Sizes(
        int warmUps,
        int jobs,
        int heldJobs,
        int deadRows,
        int poisonJobs,
        int pickUps,
        int bulkRows,
        int streamedRows,
        int backfillRows) {

    /** Those of the documentation. */
    public static Sizes of(Scale scale) {
        return switch (scale) {
            case SMOKE -> new Sizes(1, 4_000, 1_000, 20_000, 1_000, 5, 8_000, 50_000, 20_000);
            case FULL -> new Sizes(5, 200_000, 10_000, 100_000, 1_000, 100, 200_000, 10_000_000, 2_000_000);
        };
    }
}
