package io.pgstride.routing.internal.route;

import io.pgstride.core.telemetry.Tags;
import io.pgstride.core.telemetry.Telemetry;
import io.pgstride.routing.internal.host.Host;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts where requests went and why; thread-safe. The tags' values are names of hosts and fixed words. */
public final class RouterMetrics {
    private static final Logger LOG = LoggerFactory.getLogger("io.pgstride.routing.RoutingDataSource");

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
        count(() -> reads.computeIfAbsent(
                new Key(host.name(), reason),
                key -> telemetry.counter(
                        "pgstride.routing.reads", Tags.of("host", key.host).and("reason", key.reason))));
    }

    void write(@Nullable Host host) {
        if (host != null) {
            count(() -> writes.computeIfAbsent(
                    host.name(), name -> telemetry.counter("pgstride.routing.writes", Tags.of("host", name))));
        }
    }

    void rejected(boolean writing) {
        count(() -> telemetry.counter("pgstride.routing.rejections", Tags.of("access", writing ? "writes" : "reads")));
    }

    /** A read that was run again on another host. */
    public void retried(String reason) {
        count(() -> telemetry.counter("pgstride.routing.retries", Tags.of("reason", reason)));
    }

    /** Whoever was just given a connection keeps it, whatever telemetry throws. */
    private static void count(Supplier<Telemetry.Counter> counter) {
        try {
            counter.get().increment();
        } catch (RuntimeException e) {
            LOG.debug("RoutingDataSource: telemetry failed", e);
        }
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
