package io.pgstride.benchmarks.run;

import io.pgstride.benchmarks.run.Timing.Timed;
import java.util.Optional;
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
    private final Optional<Timing<S>> timing;
    private final int warmUps;

    private Metric(String name, String unit, Reader<S> reader, Optional<Timing<S>> timing, int warmUps) {
        this.name = name;
        this.unit = unit;
        this.reader = reader;
        this.timing = timing;
        this.warmUps = warmUps;
    }

    /** A value that the subject states itself, such as a number of buffers. */
    public static <S extends Subject> Metric<S> exact(String name, String unit, Reader<S> reader) {
        return new Metric<>(name, unit, reader, Optional.empty(), 0);
    }

    /**
     * A value that the subject takes by a clock of its own, where work has to be laid out before and cleared away after, or several threads do
     * it.
     *
     * @param warmUps how often it is read before the first round
     */
    public static <S extends Subject> Metric<S> clocked(String name, String unit, int warmUps, Reader<S> reader) {
        return new Metric<>(name, unit, reader, Optional.empty(), warmUps);
    }

    /** Milliseconds for one operation: the median of the round's runs. */
    public static <S extends Subject> Metric<S> millis(String name, Pace pace, Unit<S> work) {
        return timed(name, "ms", pace, work, timed -> Statistics.median(timed.millisPerOperation()));
    }

    /** Microseconds for one operation: the median of the round's runs. */
    public static <S extends Subject> Metric<S> micros(String name, Pace pace, Unit<S> work) {
        return timed(name, "us", pace, work, timed -> Statistics.median(timed.millisPerOperation()) * 1_000);
    }

    /** The milliseconds within which 99 of 100 runs of the round were done. */
    public static <S extends Subject> Metric<S> p99(String name, Pace pace, Unit<S> work) {
        return timed(name, "ms", pace, work, timed -> Statistics.percentile(timed.millisPerOperation(), 99));
    }

    /** Operations a second over the whole of the round's runs. */
    public static <S extends Subject> Metric<S> throughput(String name, Pace pace, Unit<S> work) {
        return timed(name, "1/s", pace, work, Timed::operationsPerSecond);
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

    /** What has to be warmed up before values are read; empty if nothing is timed. */
    Optional<Timing<S>> timing() {
        return timing;
    }

    /** How often it is to be read before values count; what is timed is warmed up until it has settled instead. */
    int warmUps() {
        return warmUps;
    }

    private static <S extends Subject> Metric<S> timed(
            String name, String unit, Pace pace, Unit<S> work, ToDoubleFunction<Timed> statistic) {
        Timing<S> timing = new Timing<>(pace, work);
        Reader<S> reader = subject -> {
            Timed timed = timing.run(subject);
            return new Reading(statistic.applyAsDouble(timed), timed.answer());
        };
        return new Metric<>(name, unit, reader, Optional.of(timing), 0);
    }

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
