package io.pgstride.examples.tour.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/** Where a value goes along an axis, and which values the axis names. */
record Scale(double from, double to, double low, double high, double nought, List<Double> ticks) {
    Scale {
        ticks = List.copyOf(ticks);
    }

    /** Whole powers of ten around the values, between {@code from} and {@code to} on the page. */
    static Scale logarithmic(DoubleStream values, double from, double to) {
        var range = values.filter(value -> value > 0).summaryStatistics();
        double least = range.getCount() == 0 ? 1 : range.getMin();
        double most = range.getCount() == 0 ? 10 : range.getMax();
        int first = (int) Math.floor(Math.log10(least));
        int last = Math.max(first + 1, (int) Math.ceil(Math.log10(most)));
        List<Double> ticks = new ArrayList<>();
        for (int power = first; power <= last; power++) {
            ticks.add(Math.pow(10, power));
        }
        return new Scale(from, to, Math.pow(10, first), Math.pow(10, last), 0, ticks);
    }

    /** Logarithmic but with a place for 0: equal steps from a tenth of the least value on. */
    static Scale fromNought(DoubleStream values, double from, double to) {
        double[] sorted = values.sorted().distinct().toArray();
        double least =
                DoubleStream.of(sorted).filter(value -> value > 0).findFirst().orElse(10);
        double most = sorted.length == 0 ? 10 : Math.max(sorted[sorted.length - 1], least);
        List<Double> ticks = DoubleStream.of(sorted).boxed().toList();
        return new Scale(from, to, 0, most, least / 10, ticks);
    }

    double at(double value) {
        double part = (log(value) - log(low)) / (log(high) - log(low));
        return from + part * (to - from);
    }

    private double log(double value) {
        return nought == 0 ? Math.log10(Math.max(value, low)) : Math.log10(1 + value / nought);
    }
}
