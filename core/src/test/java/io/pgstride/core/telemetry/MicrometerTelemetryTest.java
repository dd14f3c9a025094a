package io.pgstride.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pgstride.core.PgstrideException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MicrometerTelemetryTest extends TelemetryContract {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Telemetry telemetry = new MicrometerTelemetry(registry);

    @Override
    Telemetry telemetry() {
        return telemetry;
    }

    @Test
    void thePagesExample() {
        // tag::telemetry[]
        Telemetry telemetry = new MicrometerTelemetry(registry); // or Telemetry.none()
        Telemetry.Counter retries = telemetry.counter(
                "pgstride.core.retries", Tags.of("pool", "primary").and("sqlstate", "40001"));
        Telemetry.Timer units = telemetry.timer("pgstride.core.units", Tags.of("pool", "primary"));

        long start = System.nanoTime();
        retries.increment();
        units.recordSince(start);
        // end::telemetry[]

        assertThat(registry.get("pgstride.core.retries").counter().count()).isEqualTo(1);
        assertThat(registry.get("pgstride.core.units").timer().count()).isEqualTo(1);
    }

    @Test
    void countsAreAdded() {
        Telemetry.Counter counter = telemetry.counter(NAME, POOL);
        counter.increment();
        telemetry.counter(NAME, POOL).add(41);
        counter.add(-7);

        assertThat(registry.get(NAME).tag("pool", "primary").counter().count()).isEqualTo(42);
    }

    @Test
    void durationsAreAdded() {
        Telemetry.Timer timer = telemetry.timer(NAME, POOL);
        timer.record(Duration.ofMillis(20));
        timer.record(Duration.ofMillis(-20));
        timer.recordSince(System.nanoTime() - Duration.ofSeconds(1).toNanos());

        io.micrometer.core.instrument.Timer measured = registry.get(NAME).timer();
        assertThat(measured.count()).isEqualTo(2);
        assertThat(measured.totalTime(TimeUnit.MILLISECONDS)).isBetween(1020.0, 60_000.0);
    }

    @Test
    void aGaugeIsReadUntilItIsClosed() {
        AtomicInteger value = new AtomicInteger(3);
        try (Telemetry.Registration open = telemetry.gauge(NAME, POOL, value::get)) {
            assertThat(open).isNotNull();
            assertThat(registry.get(NAME).gauge().value()).isEqualTo(3);
            value.set(4);
            assertThat(registry.get(NAME).gauge().value()).isEqualTo(4);
        }

        assertThat(registry.find(NAME).gauge()).isNull();
    }

    @Test
    void aSecondGaugeOfTheSameNameIsRefused() {
        try (Telemetry.Registration first = telemetry.gauge(NAME, POOL, () -> 1);
                Telemetry.Registration other = telemetry.gauge(NAME, Tags.of("pool", "replica"), () -> 2)) {
            assertThat(first).isNotSameAs(other);
            assertThatExceptionOfType(PgstrideException.class)
                    .isThrownBy(() -> telemetry.gauge(NAME, Tags.of("pool", "primary"), () -> 3))
                    .withMessageContaining(NAME + "{pool=primary} is open already");
        }
    }

    @Test
    void aGaugeThatTheRegistryRefusesIsNotOpen() {
        var counter = registry.counter(NAME, "pool", "primary");
        assertThatIllegalArgumentException().isThrownBy(() -> telemetry.gauge(NAME, POOL, () -> 1));
        registry.remove(counter);

        try (Telemetry.Registration open = telemetry.gauge(NAME, POOL, () -> 2)) {
            assertThat(open).isNotNull();
            assertThat(registry.get(NAME).gauge().value()).isEqualTo(2);
        }
    }

    @Test
    void closingAnOldRegistrationAgainLeavesTheNewOne() {
        Telemetry.Registration old = telemetry.gauge(NAME, POOL, () -> 1);
        old.close();
        try (Telemetry.Registration current = telemetry.gauge(NAME, POOL, () -> 2)) {
            old.close();

            assertThat(current).isNotSameAs(old);
            assertThat(registry.get(NAME).gauge().value()).isEqualTo(2);
        }
    }
}
