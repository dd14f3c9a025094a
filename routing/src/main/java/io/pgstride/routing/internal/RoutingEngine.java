package io.pgstride.routing.internal;

import io.pgstride.core.finding.Finding;
import io.pgstride.routing.HostState;
import io.pgstride.routing.HostStatus;
import io.pgstride.routing.Route;
import io.pgstride.routing.Route.Access;
import io.pgstride.routing.RouteExplanation;
import io.pgstride.routing.internal.host.Cluster;
import io.pgstride.routing.internal.host.Host;
import io.pgstride.routing.internal.host.ProbeSource;
import io.pgstride.routing.internal.host.Reading;
import io.pgstride.routing.internal.host.View;
import io.pgstride.routing.internal.route.Explaining;
import io.pgstride.routing.internal.route.Router;
import io.pgstride.routing.internal.route.RouterMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of a router, put together. Thread-safe. */
public final class RoutingEngine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.pgstride.routing.RoutingDataSource");
    private static final int MOST_HOSTS = 64;

    private final Settings settings;
    private final Cluster cluster;
    private final Router router;
    private final RouterMetrics metrics;
    private final HostGauges gauges;

    /** Of who adds and removes hosts, so that names stay unique and gauges are of hosts that are there. */
    private final ReentrantLock changing = new ReentrantLock();

    /** Without hosts yet. */
    public RoutingEngine(Settings settings) {
        this.settings = settings;
        this.cluster = new Cluster(settings.probeInterval(), settings.probeTimeout());
        this.metrics = new RouterMetrics(settings.telemetry());
        this.gauges = new HostGauges(settings.telemetry(), cluster.topology());
        this.router = new Router(
                cluster.topology(), settings.maxLag(), settings.fallback(), settings.connectionTimeout(), metrics);
    }

    /** What leases connections. */
    public Router router() {
        return router;
    }

    /**
     * Begins to use a host; closes its pool where it cannot be used.
     *
     * @param opening makes it, given its slow start, once it is known that there is room for it
     */
    public void add(String name, Function<Duration, Host> opening, ProbeSource probes) {
        changing.lock();
        try {
            requireFree(name);
            Host host = opening.apply(settings.slowStart());
            requireAlike(host);
            cluster.add(host, probes);
            gauges.open(host);
        } finally {
            changing.unlock();
        }
    }

    private void requireFree(String name) {
        if (cluster.topology().isClosed()) {
            throw new IllegalStateException("host " + name + " is not added, as the RoutingDataSource is closed");
        }
        List<Host> hosts = view().hosts();
        if (hosts.stream().anyMatch(host -> host.name().equals(name))) {
            throw new IllegalArgumentException(
                    "there is a host " + name + " already; give each a name of its own, or remove that one first");
        }
        if (hosts.size() == MOST_HOSTS) {
            throw new IllegalArgumentException(
                    "host " + name + " would be one too many; a router has " + MOST_HOSTS + " at most");
        }
    }

    private void requireAlike(Host host) {
        if (view().hosts().stream().anyMatch(other -> other.autoCommit() != host.autoCommit())) {
            host.close();
            throw new IllegalArgumentException(
                    "the pool of host " + host.name() + " has autoCommit=" + host.autoCommit()
                            + ", those before it have not; a connection begins alike wherever it goes, so give all pools the same");
        }
    }

    /** Uses it no more. */
    public void remove(String name) {
        changing.lock();
        try {
            Host host = view().hosts().stream()
                    .filter(one -> one.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("there is no host " + name + " among "
                            + view().hosts().stream().map(Host::name).toList()));
            gauges.close(host);
            cluster.remove(host);
        } finally {
            changing.unlock();
        }
    }

    /** Blocks until every host has failed or answered and every replica's age is known, or the probe timeout is over. */
    public void awaitFirstLook() {
        long deadline = System.nanoTime() + settings.probeTimeout().toNanos();
        try {
            View view = view();
            while (view.hosts().stream().anyMatch(host -> isUnknown(host.reading()))
                    && cluster.topology().awaitOtherThan(view, deadline)) {
                view = view();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LOG.info("RoutingDataSource: {} of {}", settings, describe());
    }

    private static boolean isUnknown(Reading reading) {
        return reading.state() == HostState.UNKNOWN || (reading.isReplica() && reading.freshAsOf() == null);
    }

    private List<String> describe() {
        return hosts().stream()
                .map(host -> host.host() + " " + host.role() + " " + host.state())
                .toList();
    }

    private View view() {
        return cluster.topology().view();
    }

    /** Why a route would go where it would. */
    public RouteExplanation explain(Route route) {
        return Explaining.now(router.need(route, route.access() != Access.READS), view());
    }

    /** What is known of each host. */
    public List<HostStatus> hosts() {
        View view = view();
        Optional<Long> position = view.position();
        return view.hosts().stream().map(host -> host.status(position)).toList();
    }

    /** What is wrong. */
    public List<Finding> findings() {
        return RoutingFindings.of(view(), settings, metrics);
    }

    @Override
    public void close() {
        changing.lock();
        try {
            gauges.closeAll();
            cluster.close();
        } finally {
            changing.unlock();
        }
    }
}
