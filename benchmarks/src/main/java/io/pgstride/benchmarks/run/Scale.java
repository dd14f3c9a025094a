package io.pgstride.benchmarks.run;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How much a run does. */
public enum Scale {
    /** Shows that a scenario works, within a minute. */
    SMOKE(5, Duration.ofMillis(50)),
    /** What documentation quotes. */
    FULL(10, Duration.ofMillis(500));

    private final int measured;
    private final Duration timePerReading;

    Scale(int measured, Duration timePerReading) {
        this.measured = measured;
        this.timePerReading = timePerReading;
    }

    public static Optional<Scale> byName(String name) {
        return Arrays.stream(values()).filter(s -> s.label().equals(name)).findFirst();
    }

    /** The names of all scales, for people. */
    public static String labels() {
        return Arrays.stream(values()).map(Scale::label).collect(Collectors.joining(", "));
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Rounds rounds() {
        return new Rounds(measured);
    }

    /** The pace of units that can be repeated at will. */
    public Pace pace() {
        return Pace.during(timePerReading);
    }
}
