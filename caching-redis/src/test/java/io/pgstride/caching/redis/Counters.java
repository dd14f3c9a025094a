package io.pgstride.caching.redis;

import io.pgstride.core.telemetry.Tags;
import io.pgstride.core.telemetry.Telemetry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/** What was measured, by name. */
final class Counters implements Telemetry {
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final Map<String, DoubleSupplier> gauges = new ConcurrentHashMap<>();

    long count(String name) {
        LongAdder count = counts.get(name);
        return count == null ? 0 : count.sum();
    }

    double gauge(String name) {
        return gauges.get(name).getAsDouble();
    }

    boolean hasGauge(String name) {
        return gauges.containsKey(name);
    }

    @Override
    public Counter counter(String name, Tags tags) {
        return counts.computeIfAbsent(name, absent -> new LongAdder())::add;
    }

    @Override
    public Timer timer(String name, Tags tags) {
        return Telemetry.none().timer(name, tags);
    }

    @Override
    public Registration gauge(String name, Tags tags, DoubleSupplier value) {
        gauges.put(name, value);
        return () -> gauges.remove(name);
    }
}
