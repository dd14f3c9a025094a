package io.pgstride.core.internal.transaction;

import io.pgstride.core.telemetry.Tags;
import io.pgstride.core.telemetry.Telemetry;

/** The instruments of units of work. */
public record UnitMetrics(Telemetry.Timer successes, Telemetry.Timer failures, Telemetry.Counter retries) {

    /** Obtains them once. */
    public static UnitMetrics of(Telemetry telemetry) {
        return new UnitMetrics(
                telemetry.timer("pgstride.core.units", Tags.of("outcome", "success")),
                telemetry.timer("pgstride.core.units", Tags.of("outcome", "failure")),
                telemetry.counter("pgstride.core.retries", Tags.none()));
    }
}
