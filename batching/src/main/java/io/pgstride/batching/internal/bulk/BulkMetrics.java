package io.pgstride.batching.internal.bulk;

import io.pgstride.core.telemetry.Tags;
import io.pgstride.core.telemetry.Telemetry;

/** The instruments of bulk writes. */
public record BulkMetrics(Telemetry.Timer successes, Telemetry.Timer failures, Telemetry.Counter rows) {
    /** Obtains them once. */
    static BulkMetrics of(Telemetry telemetry) {
        return new BulkMetrics(
                telemetry.timer("pgstride.batching.bulk-writes", Tags.of("outcome", "success")),
                telemetry.timer("pgstride.batching.bulk-writes", Tags.of("outcome", "failure")),
                telemetry.counter("pgstride.batching.bulk-rows", Tags.none()));
    }
}
