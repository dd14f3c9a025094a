package io.pgstride.examples.tour.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/** Where a value goes along an axis, and which values the axis names. */
record Scale(double from, double to, double low, double high, DoubleUnaryOperator shape, List<Double> ticks) {
    private static final int MOST_TICKS = 7;

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
        double low = Math.pow(10, first);
        return new Scale(from, to, low, Math.pow(10, last), value -> Math.log10(Math.max(value, low)), ticks);
    }

    /** Logarithmic but with a place for 0: equal steps from a tenth of the least value on. */
    static Scale fromNought(DoubleStream values, double from, double to) {
        double[] sorted = values.sorted().distinct().toArray();
        double least =
                DoubleStream.of(sorted).filter(value -> value > 0).findFirst().orElse(10);
        double most = sorted.length == 0 ? 10 : Math.max(sorted[sorted.length - 1], least);
        List<Double> ticks = DoubleStream.of(sorted).boxed().toList();
        return new Scale(from, to, 0, most, value -> Math.log10(1 + 10 * value / least), ticks);
    }

    /** From 0 to the next round value, in steps of 1, 2 or 5 times a power of ten. */
    static Scale linear(DoubleStream values, double from, double to) {
        double most = Math.max(values.max().orElse(1), 1e-9);
        double power = Math.pow(10, Math.floor(Math.log10(most / MOST_TICKS)));
        double step = DoubleStream.of(1, 2, 5, 10)
                .map(factor -> factor * power)
                .filter(size -> most / size <= MOST_TICKS)
                .findFirst()
                .orElseThrow();
        List<Double> ticks = new ArrayList<>();
        for (int i = 0; i <= Math.ceil(most / step); i++) {
            ticks.add(i * step);
        }
        return new Scale(from, to, 0, ticks.get(ticks.size() - 1), DoubleUnaryOperator.identity(), ticks);
    }

    double at(double value) {
        double part = (shaped(value) - shaped(low)) / (shaped(high) - shaped(low));
        return from + part * (to - from);
    }

    private double shaped(double value) {
        return shape.applyAsDouble(value);
    }
}
