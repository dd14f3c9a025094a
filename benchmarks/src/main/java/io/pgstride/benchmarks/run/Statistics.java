package io.pgstride.benchmarks.run;

import java.util.Arrays;

/** Order statistics of a few values. */
public final class Statistics {
    private Statistics() {}

    /** The middle value, or the mean of the two middle ones. */
    public static double median(double... values) {
        double[] sorted = sorted(values);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The smallest value that at least {@code percent} of 100 values do not exceed (nearest rank). */
    public static double percentile(double[] values, double percent) {
        double[] sorted = sorted(values);
        int rank = (int) Math.ceil(percent / 100 * sorted.length);
        return sorted[Math.max(1, rank) - 1];
    }

    private static double[] sorted(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("No values to take a statistic of");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }
}
