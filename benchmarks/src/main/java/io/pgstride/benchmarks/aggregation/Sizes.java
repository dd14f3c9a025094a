package io.pgstride.benchmarks.aggregation;

import io.pgstride.benchmarks.run.Scale;

/**
 * How much the cases work on.
 *
 * @param warmUps how often everything is run before the first round
 * @param clients of the hot counter
 * @param transactions of each client in a round
 * @param bulkRows of one INSERT
 * @param singles inserts of one row before it and after it
 * @param countedRows of the table that is counted
 * @param sourceRows of the table that is summarised, twenty in a group
 * @param repairs in a round, while others write
 * @param orders of the page that is derived, ten items in each
 */
public record Sizes(
        int warmUps,
        int clients,
        int transactions,
        int bulkRows,
        int singles,
        int countedRows,
        int sourceRows,
        int repairs,
        int orders) {

    /** Those of the documentation. */
    public static Sizes of(Scale scale) {
        return switch (scale) {
            case SMOKE -> new Sizes(0, 8, 15, 5_000, 50, 50_000, 40_000, 3, 1_000);
            case FULL -> new Sizes(1, 8, 200, 100_000, 300, 5_000_000, 2_000_000, 30, 100_000);
        };
    }
}
