package io.pgstride.routing;

import io.pgstride.core.telemetry.Telemetry;
import io.pgstride.routing.internal.RoutingEngine;
import io.pgstride.routing.internal.Settings;
import io.pgstride.routing.internal.host.Host;
import io.pgstride.routing.internal.host.HostPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Describes a {@link RoutingDataSource}. Not thread-safe. */
public final class RoutingDataSourceBuilder {
    /** How old what a replica shows may be, unless a route says otherwise. */
    public static final Duration DEFAULT_MAX_LAG = Duration.ofSeconds(30);

    /** How long a first statement waits for a host. */
    public static final Duration DEFAULT_CONNECTION_TIMEOUT = Duration.ofSeconds(30);

    /** How often a host is probed. */
    public static final Duration DEFAULT_PROBE_INTERVAL = Duration.ofMillis(100);

    /** How long a probe may take. */
    public static final Duration DEFAULT_PROBE_TIMEOUT = Duration.ofSeconds(1);

    /** How long a replica that comes back takes fewer reads than its weight says. */
    public static final Duration DEFAULT_SLOW_START = Duration.ofSeconds(10);

    private static final Duration LEAST_PROBE_TIMEOUT = Duration.ofMillis(1);
    private static final Duration LEAST_PROBE_INTERVAL = Duration.ofMillis(10);
    private static final Duration MOST_PROBE_INTERVAL = Duration.ofMinutes(1);

    private final List<RoutingHost> hosts = new ArrayList<>();
    private Duration maxLag = DEFAULT_MAX_LAG;
    private Fallback fallback = Fallback.ofDefaults();
    private Duration connectionTimeout = DEFAULT_CONNECTION_TIMEOUT;
    private Duration probeInterval = DEFAULT_PROBE_INTERVAL;
    private Duration probeTimeout = DEFAULT_PROBE_TIMEOUT;
    private Duration slowStart = DEFAULT_SLOW_START;
    private Telemetry telemetry = Telemetry.none();

    RoutingDataSourceBuilder() {}

    /**
     * Adds a host; which one is the primary is found out.
     *
     * @param host with a name of its own
     * @return this
     */
    public RoutingDataSourceBuilder host(RoutingHost host) {
        hosts.add(Objects.requireNonNull(host, "host"));
        return this;
    }

    /**
     * Limits how old what a replica shows may be where a route does not. The age is never told too low: it is that of the newest end of the primary's log, seen by this
     * process, that the replica has replayed. So one that has caught up is up to about two probe intervals old, and while the primary does not answer all age.
     *
     * @param limit at least twice the probe interval; 30 s if not set
     * @return this
     */
    public RoutingDataSourceBuilder maxLag(Duration limit) {
        maxLag = positive("maxLag", limit);
        return this;
    }

    /**
     * Says what reads do when no replica is fit, where a route does not.
     *
     * @param way {@link Fallback#ofDefaults()} if not set
     * @return this
     */
    public RoutingDataSourceBuilder fallback(Fallback way) {
        fallback = Objects.requireNonNull(way, "fallback");
        return this;
    }

    /**
     * Limits how long a first statement waits for a host, as during a failover; on top comes what the chosen pool takes.
     *
     * @param limit 30 s if not set
     * @return this
     */
    public RoutingDataSourceBuilder connectionTimeout(Duration limit) {
        connectionTimeout = positive("connectionTimeout", limit);
        return this;
    }

    /**
     * Sets how often each host is probed. A read that waits for a token has its replicas probed sooner.
     *
     * @param interval 10 ms to a minute; 100 ms if not set
     * @return this
     * @throws IllegalArgumentException if it is shorter or longer
     */
    public RoutingDataSourceBuilder probeInterval(Duration interval) {
        if (interval.compareTo(LEAST_PROBE_INTERVAL) < 0 || interval.compareTo(MOST_PROBE_INTERVAL) > 0) {
            throw new IllegalArgumentException("probeInterval is " + interval + "; it must be from "
                    + LEAST_PROBE_INTERVAL + " to " + MOST_PROBE_INTERVAL);
        }
        probeInterval = interval;
        return this;
    }

    /**
     * Limits a probe; a host that takes longer is down. This is what notices a link that is slow, cut or half-open. Connecting anew is limited to whole seconds, rounded up.
     *
     * @param limit 1 ms to a minute; 1 s if not set
     * @return this
     * @throws IllegalArgumentException if it is shorter or longer
     */
    public RoutingDataSourceBuilder probeTimeout(Duration limit) {
        if (limit.compareTo(LEAST_PROBE_TIMEOUT) < 0 || limit.compareTo(MOST_PROBE_INTERVAL) > 0) {
            throw new IllegalArgumentException("probeTimeout is " + limit + "; it must be from " + LEAST_PROBE_TIMEOUT
                    + " to " + MOST_PROBE_INTERVAL);
        }
        probeTimeout = limit;
        return this;
    }

    /**
     * Sets how long a replica that comes (back) takes fewer reads than its weight says, from a tenth on.
     *
     * @param time zero for not at all; 10 s if not set
     * @return this
     */
    public RoutingDataSourceBuilder slowStart(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("slowStart is " + time + "; it must not be negative");
        }
        slowStart = time;
        return this;
    }

    /**
     * Measures: counters {@code pgstride.routing.reads} (tags {@code host}, {@code reason}: replica, only-host, fallback, fallback-token, stale), {@code .writes}
     * ({@code host}), {@code .rejections} ({@code access}), {@code .retries} ({@code reason}); gauges {@code .host-up}, {@code .host-lag} in seconds and {@code .host-used}
     * ({@code host}).
     *
     * @param where nowhere if not set
     * @return this
     */
    public RoutingDataSourceBuilder telemetry(Telemetry where) {
        telemetry = Objects.requireNonNull(where, "telemetry");
        return this;
    }

    private static Duration positive(String what, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(what + " is " + value + "; it must be longer than zero");
        }
        return value;
    }

    /**
     * Makes the pools, starts the monitors, and waits until each host has answered or failed once, for the probe timeout at most. Hosts that are down do no harm.
     *
     * @return the router, to be closed by the caller
     * @throws IllegalArgumentException if there is no host or more than 64, two have one name, their pools' autoCommit differs, or
     *     limits contradict each other
     */
    public RoutingDataSource build() {
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("no host was given; add at least one by host(...)");
        }
        if (maxLag.compareTo(probeInterval.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("maxLag " + maxLag + " is shorter than two probe intervals of "
                    + probeInterval + ", so that no replica could meet it; raise it, or probe more often");
        }
        Settings settings =
                new Settings(maxLag, fallback, connectionTimeout, probeInterval, probeTimeout, slowStart, telemetry);
        RoutingEngine engine = new RoutingEngine(settings);
        try {
            for (RoutingHost host : hosts) {
                engine.add(host.name(), warmUp -> opened(host, warmUp), host.probes());
            }
            engine.awaitFirstLook();
        } catch (RuntimeException | Error e) {
            engine.close();
            throw e;
        }
        return new RoutingDataSource(engine);
    }

    static Host opened(RoutingHost host, Duration slowStart) {
        HostPool pool = host.config()
                .map(config -> HostPool.open(host.name(), config))
                .or(() -> host.pool().map(HostPool::of))
                .orElseThrow();
        return new Host(host.name(), host.weight(), pool, slowStart);
    }
}
