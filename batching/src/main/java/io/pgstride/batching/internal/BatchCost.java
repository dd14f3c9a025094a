package io.pgstride.batching.internal;

/**
 * What a batch costs: something for the batch, something for each row; the line of least squares through the batches so far, by weights that fall
 * by {@value #ALPHA} a batch. Not thread-safe.
 *
 * <p>Where all batches were of about one size, all cost is taken for the rows'. Where the rows' part cannot be told from noise, it is taken for
 * at least a tenth of the mean.
 *
 * @see <a href="https://en.wikipedia.org/wiki/Algorithms_for_calculating_variance#Weighted_incremental_algorithm">Weighted incremental variance</a>
 */
final class BatchCost {
    /** The weight of the newest batch. */
    static final double ALPHA = 0.4;

    /** The share of the mean size that sizes must differ by, to tell the two costs apart. */
    private static final double SPREAD = 0.05;

    private static final double LEAST_SHARE = 0.1;

    private double meanRows;
    private double meanNanos;
    private double variance;
    private double covariance;
    private boolean begun;

    void add(int rows, long nanos) {
        if (!begun) {
            begun = true;
            meanRows = rows;
            meanNanos = nanos;
            return;
        }
        double moreRows = rows - meanRows;
        double moreNanos = nanos - meanNanos;
        meanRows += ALPHA * moreRows;
        meanNanos += ALPHA * moreNanos;
        variance = (1 - ALPHA) * (variance + ALPHA * moreRows * moreRows);
        covariance = (1 - ALPHA) * (covariance + ALPHA * moreRows * moreNanos);
    }

    /** How many rows take the time; where the batch's own part is more than half of it, as many as take that part. */
    double rowsWithin(long nanos) {
        double perRow = perRow();
        double fixed = meanNanos - perRow * meanRows;
        return Math.max(nanos - fixed, fixed) / perRow;
    }

    private double perRow() {
        double average = Math.max(1, meanNanos) / meanRows;
        double spread = SPREAD * meanRows;
        double slope = variance > spread * spread ? covariance / variance : average;
        return Math.min(average, Math.max(LEAST_SHARE * average, slope));
    }
}
