package io.pgstride.core.telemetry;

import io.pgstride.core.internal.telemetry.InstrumentNames;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/** Checks names as every telemetry does, and nothing else. */
enum NoTelemetry implements Telemetry, Telemetry.Timer, Telemetry.Registration {
    INSTANCE;

    private static final Counter COUNTER = amount -> {};

    @Override
    public Counter counter(String name, Tags tags) {
        InstrumentNames.require(name);
        return COUNTER;
    }

    @Override
    public Timer timer(String name, Tags tags) {
        InstrumentNames.require(name);
        return this;
    }

    @Override
    public Registration gauge(String name, Tags tags, DoubleSupplier value) {
        InstrumentNames.require(name);
        return this;
    }

    @Override
    public void record(Duration duration) {}

    @Override
    public void recordSince(long startNanoTime) {}

    @Override
    public void close() {}
}
