package io.pgstride.routing.internal.route;

import io.pgstride.core.Freshness;
import io.pgstride.routing.Fallback;
import io.pgstride.routing.NoHostException;
import io.pgstride.routing.Route;
import io.pgstride.routing.internal.host.Host;
import io.pgstride.routing.internal.host.Lease;
import io.pgstride.routing.internal.host.Topology;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Leases a connection of a host that serves a need. Thread-safe; blocks while pools do, and while no host is fit. */
public final class Router {
    private final Topology topology;
    private final Duration maxLag;
    private final Fallback fallback;
    private final Duration connectionTimeout;
    private final PrimaryReads primaryReads;
    private final RouterMetrics metrics;

    /** With the limits that hold where a route has none. */
    public Router(
            Topology topology, Duration maxLag, Fallback fallback, Duration connectionTimeout, RouterMetrics metrics) {
        this.topology = topology;
        this.maxLag = maxLag;
        this.fallback = fallback;
        this.connectionTimeout = connectionTimeout;
        this.metrics = metrics;
        this.primaryReads = new PrimaryReads(topology::nudge);
    }

    /** What a route needs now. */
    public Need need(Route route, boolean writes) {
        return Need.of(route, writes, maxLag, fallback);
    }

    /**
     * A connection for a need, past the hosts that were tried.
     *
     * @throws NoHostException if no host serves it in time
     * @throws SQLException as the pool throws where its connections are all lent, or refused to this user
     */
    public Lease lease(Need need, Set<Host> tried) throws SQLException {
        Request request = new Request(this, need, tried);
        return need.writes() ? request.forWrites() : request.forReads();
    }

    /** Whether connections begin in autocommit mode, which is alike for all hosts. */
    public boolean autoCommit() {
        List<Host> hosts = topology.view().hosts();
        return hosts.isEmpty() || hosts.get(0).autoCommit();
    }

    /** How much is sure to be seen on a connection. */
    public Freshness freshness(Lease lease) {
        return lease.freshness(topology.view());
    }

    /** Counts a read that is run again. */
    public void retried(String reason) {
        metrics.retried(reason);
    }

    Topology topology() {
        return topology;
    }

    PrimaryReads primaryReads() {
        return primaryReads;
    }

    RouterMetrics metrics() {
        return metrics;
    }

    Duration connectionTimeout() {
        return connectionTimeout;
    }
}
