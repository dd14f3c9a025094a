package io.pgstride.benchmarks.run;

import java.util.Arrays;

/**
 * A result of a run: one metric of one subject over all measured rounds.
 *
 * @param benchmark the case, named {@code case} where figures are written
 * @param rounds how many rounds the median, smallest and largest value are taken over
 */
public record Figure(
        String scenario,
        String benchmark,
        String subject,
        String metric,
        String unit,
        double median,
        double min,
        double max,
        int rounds) {

    static Figure of(String scenario, String benchmark, String subject, Metric<?> metric, double[] values) {
        return new Figure(
                scenario,
                benchmark,
                subject,
                metric.name(),
                metric.unit(),
                Statistics.median(values),
                Arrays.stream(values).min().orElseThrow(),
                Arrays.stream(values).max().orElseThrow(),
                values.length);
    }
}
