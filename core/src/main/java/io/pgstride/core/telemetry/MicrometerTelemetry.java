package io.pgstride.core.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.pgstride.core.PgstrideException;
import io.pgstride.core.internal.telemetry.InstrumentNames;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;

/**
 * Telemetry into a Micrometer registry; needs {@code io.micrometer:micrometer-core} on the class path, which pgstride leaves to the user.
 *
 * <p>Make one per registry: it is what refuses a second gauge of the same name and tags, which Micrometer would silently ignore.
 */
public final class MicrometerTelemetry implements Telemetry {
    private final MeterRegistry registry;
    private final Set<GaugeKey> openGauges = ConcurrentHashMap.newKeySet();

    private record GaugeKey(String name, Tags tags) {}

    /**
     * Measures into this registry.
     *
     * @param registry stays the caller's to close
     */
    @SuppressWarnings("exports") // requires transitive would force Micrometer on every module above this one
    public MicrometerTelemetry(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public Counter counter(String name, Tags tags) {
        InstrumentNames.require(name);
        io.micrometer.core.instrument.Counter counter = registry.counter(name, micrometer(tags));
        return amount -> {
            if (amount > 0) {
                counter.increment((double) amount);
            }
        };
    }

    @Override
    public Timer timer(String name, Tags tags) {
        InstrumentNames.require(name);
        return new MicrometerTimer(registry.timer(name, micrometer(tags)));
    }

    @Override
    public Registration gauge(String name, Tags tags, DoubleSupplier value) {
        InstrumentNames.require(name);
        GaugeKey key = new GaugeKey(name, tags);
        if (!openGauges.add(key)) {
            throw new PgstrideException("Gauge " + name + tags
                    + " is open already: close the first one, or add a tag that tells them apart");
        }
        Gauge gauge = register(key, value);
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            if (open.compareAndSet(true, false)) {
                registry.remove(gauge);
                openGauges.remove(key);
            }
        };
    }

    private Gauge register(GaugeKey key, DoubleSupplier value) {
        try {
            return Gauge.builder(key.name(), value::getAsDouble)
                    .tags(micrometer(key.tags()))
                    .strongReference(true)
                    .register(registry);
        } catch (RuntimeException | Error failure) {
            openGauges.remove(key);
            throw failure;
        }
    }

    private static List<Tag> micrometer(Tags tags) {
        return tags.values().entrySet().stream()
                .map(tag -> Tag.of(tag.getKey(), tag.getValue()))
                .toList();
    }

    private record MicrometerTimer(io.micrometer.core.instrument.Timer timer) implements Timer {
        /** What a long holds in nanoseconds: 292 years. */
        private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

        @Override
        public void record(Duration duration) {
            if (!duration.isNegative()) {
                boolean fits = duration.compareTo(LONGEST) <= 0;
                timer.record(fits ? duration.toNanos() : Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            }
        }

        @Override
        public void recordSince(long startNanoTime) {
            timer.record(System.nanoTime() - startNanoTime, TimeUnit.NANOSECONDS);
        }
    }
}
