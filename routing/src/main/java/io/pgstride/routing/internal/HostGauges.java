package io.pgstride.routing.internal;

import io.pgstride.core.telemetry.Tags;
import io.pgstride.core.telemetry.Telemetry;
import io.pgstride.routing.HostState;
import io.pgstride.routing.HostStatus;
import io.pgstride.routing.internal.host.Host;
import io.pgstride.routing.internal.host.Topology;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/** Shows each host's state, lag and use. Thread-safe. */
final class HostGauges {
    private final Telemetry telemetry;
    private final Topology topology;
    private final Map<Host, List<Telemetry.Registration>> open = new ConcurrentHashMap<>();

    HostGauges(Telemetry telemetry, Topology topology) {
        this.telemetry = telemetry;
        this.topology = topology;
    }

    void open(Host host) {
        open.put(
                host,
                List.of(
                        gauge(host, "up", status -> status.state() == HostState.UP ? 1 : 0),
                        gauge(
                                host,
                                "lag",
                                status -> status.lag()
                                        .map(lag -> lag.toNanos() / 1e9)
                                        .orElse(Double.NaN)),
                        gauge(host, "used", HostStatus::inUse)));
    }

    private Telemetry.Registration gauge(Host host, String what, ToDoubleFunction<HostStatus> value) {
        return telemetry.gauge(
                "pgstride.routing.host-" + what,
                Tags.of("host", host.name()),
                () -> value.applyAsDouble(host.status(topology.view().position())));
    }

    void close(Host host) {
        List<Telemetry.Registration> registrations = open.remove(host);
        if (registrations != null) {
            registrations.forEach(Telemetry.Registration::close);
        }
    }

    void closeAll() {
        List.copyOf(open.keySet()).forEach(this::close);
    }
}
