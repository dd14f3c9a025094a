package io.pgstride.routing.internal.route;

import io.pgstride.core.telemetry.Tags;
import io.pgstride.core.telemetry.Telemetry;
import io.pgstride.routing.internal.host.Host;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts where requests went and why; thread-safe. The tags' values are names of hosts and fixed words. */
public final class RouterMetrics {
    private record Key(String host, String reason) {}

    private final Telemetry telemetry;
    private final Map<Key, Telemetry.Counter> reads = new ConcurrentHashMap<>();
    private final Map<String, Telemetry.Counter> writes = new ConcurrentHashMap<>();
    private final LongAdder allReads = new LongAdder();
    private final LongAdder fallenBack = new LongAdder();

    /** Over the user's telemetry. */
    public RouterMetrics(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    void read(Host host, String reason) {
        allReads.increment();
        if (reason.startsWith("fallback")) {
            fallenBack.increment();
        }
        reads.computeIfAbsent(
                        new Key(host.name(), reason),
                        key -> telemetry.counter(
                                "pgstride.routing.reads",
                                Tags.of("host", key.host).and("reason", key.reason)))
                .increment();
    }

    void write(@Nullable Host host) {
        if (host != null) {
            writes.computeIfAbsent(
                            host.name(), name -> telemetry.counter("pgstride.routing.writes", Tags.of("host", name)))
                    .increment();
        }
    }

    void rejected(boolean writing) {
        telemetry
                .counter("pgstride.routing.rejections", Tags.of("access", writing ? "writes" : "reads"))
                .increment();
    }

    /** A read that was run again on another host. */
    public void retried(String reason) {
        telemetry.counter("pgstride.routing.retries", Tags.of("reason", reason)).increment();
    }

    /** Reads since the beginning. */
    public long reads() {
        return allReads.sum();
    }

    /** Those of them that went to the primary for want of a fit replica. */
    public long fallenBack() {
        return fallenBack.sum();
    }
}
