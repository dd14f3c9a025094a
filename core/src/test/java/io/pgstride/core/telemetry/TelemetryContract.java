package io.pgstride.core.telemetry;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pgstride.core.PgstrideException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every telemetry must do. */
abstract class TelemetryContract {
    static final String NAME = "pgstride.core.things";
    static final Tags POOL = Tags.of("pool", "primary");

    abstract Telemetry telemetry();

    @Test
    void instrumentsTakeEverything() {
        Telemetry telemetry = telemetry();
        Telemetry.Counter counter = telemetry.counter(NAME, POOL);
        Telemetry.Timer timer = telemetry.timer("pgstride.core.time", Tags.none());

        assertThatCode(() -> {
                    counter.increment();
                    counter.add(5);
                    counter.add(-5);
                    timer.record(Duration.ofMillis(3));
                    timer.record(Duration.ofMillis(-3));
                    timer.record(Duration.ofDays(100_000_000));
                    timer.recordSince(System.nanoTime());
                })
                .doesNotThrowAnyException();
    }

    @Test
    void anInstrumentCanBeHadAgain() {
        Telemetry telemetry = telemetry();

        assertThatCode(() -> {
                    telemetry.counter(NAME, POOL).increment();
                    telemetry.counter(NAME, POOL).increment();
                    telemetry.counter(NAME, Tags.of("pool", "replica")).increment();
                })
                .doesNotThrowAnyException();
    }

    @Test
    void aGaugeIsClosedMoreThanOnceAndOpenedAgain() {
        Telemetry telemetry = telemetry();

        assertThatCode(() -> {
                    Telemetry.Registration first = telemetry.gauge(NAME, POOL, () -> 1);
                    first.close();
                    first.close();
                    Telemetry.Registration second = telemetry.gauge(NAME, POOL, () -> 2);
                    first.close();
                    second.close();
                })
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "things",
                "pgstride",
                "pgstride.core",
                "pgstride.core.",
                "pgstride.Core.x",
                "pgstride.core.x_y",
                "other.core.x",
                "pgstride.core.x y",
                "pgstride..x",
                "pgstride.a.b.c.d.e"
            })
    void otherNamesAreRefused(String name) {
        Telemetry telemetry = telemetry();

        assertThatExceptionOfType(PgstrideException.class)
                .isThrownBy(() -> telemetry.counter(name, Tags.none()))
                .withMessageContaining("pgstride.<module>.<what>");
        assertThatExceptionOfType(PgstrideException.class).isThrownBy(() -> telemetry.timer(name, Tags.none()));
        assertThatExceptionOfType(PgstrideException.class)
                .isThrownBy(() -> telemetry.gauge(name, Tags.none(), () -> 0));
    }
}
