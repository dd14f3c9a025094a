package io.pgstride.aggregation.view;

import io.pgstride.core.telemetry.Tags;
import io.pgstride.core.telemetry.Telemetry;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;

/** Counts what is counted and timed, by name and tags. */
final class Measured implements Telemetry {
    private final Map<String, Long> counts = new ConcurrentHashMap<>();

    Map<String, Long> counts() {
        return new TreeMap<>(counts);
    }

    @Override
    public Counter counter(String name, Tags tags) {
        return amount -> counts.merge(name + tags, amount, Long::sum);
    }

    @Override
    public Timer timer(String name, Tags tags) {
        return new Timer() {
            @Override
            public void record(Duration duration) {
                counts.merge(name + tags, 1L, Long::sum);
            }

            @Override
            public void recordSince(long startNanoTime) {
                counts.merge(name + tags, 1L, Long::sum);
            }
        };
    }

    @Override
    public Registration gauge(String name, Tags tags, DoubleSupplier value) {
        throw new UnsupportedOperationException("no gauge is expected");
    }
}
