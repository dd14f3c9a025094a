package io.pgstride.routing.internal.host;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** The hosts with their monitors: added and removed at run time, closed together. Thread-safe. */
public final class Cluster implements AutoCloseable {
    private final Topology topology = new Topology();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Host, Monitor> monitors = new LinkedHashMap<>();
    private final Set<Host> retired = new HashSet<>();
    private final Duration interval;
    private final Duration timeout;
    private boolean closed;

    /** Without hosts yet. */
    public Cluster(Duration interval, Duration timeout) {
        this.interval = interval;
        this.timeout = timeout;
    }

    /** Who is what now. */
    public Topology topology() {
        return topology;
    }

    /** Begins to probe a host. */
    public void add(Host host, ProbeSource probes) {
        lock.lock();
        try {
            if (closed) {
                host.close();
                throw new IllegalStateException("the RoutingDataSource is closed");
            }
            Monitor monitor = new Monitor(host, probes, topology, interval, timeout);
            monitors.put(host, monitor);
            topology.add(host);
            monitor.start();
        } finally {
            lock.unlock();
        }
    }

    /** Ends its probes; its pool is closed when the last connection is back. */
    public void remove(Host host) {
        lock.lock();
        try {
            Monitor monitor = monitors.remove(host);
            if (monitor != null) {
                monitor.close();
                topology.remove(host);
                host.retire();
                retired.removeIf(one -> !one.isUsed());
                retired.add(host);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Monitors first, so that nobody elects any more, then the pools. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            topology.close();
            monitors.values().forEach(Monitor::close);
            for (Monitor monitor : monitors.values()) {
                monitor.join(timeout.multipliedBy(2));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            monitors.keySet().forEach(Host::close);
            monitors.clear();
            retired.forEach(Host::close);
            retired.clear();
            lock.unlock();
        }
    }
}
