package io.pgstride.benchmarks.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Something measured of a subject: its name, its unit, and how one round's value is read.
 *
 * <p>The timed kinds run their unit again and again for the {@link Pace}; the answer of the last run is the one compared
 * with the other subjects', off the clock.
 *
 * @param <S> the kind of subject
 */
public final class Metric<S extends Subject> {
    private final String name;
    private final String unit;
    private final Reader<S> reader;

    private Metric(String name, String unit, Reader<S> reader) {
        this.name = name;
        this.unit = unit;
        this.reader = reader;
    }

    /** A value that the subject states itself, such as a number of buffers. */
    public static <S extends Subject> Metric<S> exact(String name, String unit, Reader<S> reader) {
        return new Metric<>(name, unit, reader);
    }

    /** Milliseconds for one operation: the median of the round's runs. */
    public static <S extends Subject> Metric<S> millis(String name, Pace pace, Unit<S> work) {
        return timed(name, "ms", pace, work, samples -> Statistics.median(millisPerOperation(samples)));
    }

    /** The milliseconds within which 99 of 100 runs of the round were done. */
    public static <S extends Subject> Metric<S> p99(String name, Pace pace, Unit<S> work) {
        return timed(name, "ms", pace, work, samples -> Statistics.percentile(millisPerOperation(samples), 99));
    }

    /** Operations a second over the whole of the round's runs. */
    public static <S extends Subject> Metric<S> throughput(String name, Pace pace, Unit<S> work) {
        return timed(name, "1/s", pace, work, samples -> {
            long operations = samples.stream().mapToLong(Sample::operations).sum();
            long nanos = samples.stream().mapToLong(Sample::nanos).sum();
            return operations * 1e9 / nanos;
        });
    }

    public String name() {
        return name;
    }

    public String unit() {
        return unit;
    }

    Reading read(S subject) throws Exception {
        return reader.read(subject);
    }

    private static <S extends Subject> Metric<S> timed(
            String name, String unit, Pace pace, Unit<S> work, ToDoubleFunction<List<Sample>> statistic) {
        return new Metric<>(name, unit, subject -> {
            List<Sample> samples = new ArrayList<>();
            long begin = System.nanoTime();
            Outcome outcome;
            do {
                long start = System.nanoTime();
                outcome = work.run(subject);
                samples.add(new Sample(Math.max(1, System.nanoTime() - start), outcome.operations()));
            } while (pace.goesOn(samples.size(), System.nanoTime() - begin));
            return new Reading(statistic.applyAsDouble(samples), outcome.answer());
        });
    }

    private static double[] millisPerOperation(List<Sample> samples) {
        return samples.stream()
                .mapToDouble(sample -> sample.nanos() / 1e6 / sample.operations())
                .toArray();
    }

    private record Sample(long nanos, long operations) {}

    /** Reads one value off a subject. */
    @FunctionalInterface
    public interface Reader<S> {
        Reading read(S subject) throws Exception;
    }

    /** The work that is timed. */
    @FunctionalInterface
    public interface Unit<S> {
        Outcome run(S subject) throws Exception;
    }
}
