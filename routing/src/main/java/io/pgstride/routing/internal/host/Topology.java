package io.pgstride.routing.internal.host;

import io.pgstride.core.Lsn;
import io.pgstride.routing.HostRole;
import io.pgstride.routing.HostState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All hosts and who is their primary. Thread-safe: monitors write, requests read the {@link #view()} without a lock.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>A primary is a host that says so itself and whose timeline is not behind one that was seen. The timeline never goes back, so that an old primary that returns
 *       is deposed, also while the new one does not answer.
 *   <li>Of two primaries on one timeline the one that was first stays, also while it does not answer: the other one has not what it has acknowledged. Until it is removed.
 *   <li>The first primary tells the system identifier; hosts with another one are foreign.
 *   <li>A deposed host's connections are broken, also those in use: a commit there may wait for its replicas for good. It is read as deposed before, so that who takes one
 *       meanwhile sees it.
 * </ul>
 */
public final class Topology {
    private static final Logger LOG = LoggerFactory.getLogger("io.pgstride.routing.RoutingDataSource");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Host, ProbeResult> words = new LinkedHashMap<>();
    private final LogClock clock = new LogClock();

    /** Those that were primaries of the present timeline beside the one that was elected. */
    private final Set<Host> seconds = new HashSet<>();

    private @Nullable Host elected;
    private @Nullable Long systemIdentifier;
    private volatile View view = View.EMPTY;
    private volatile boolean closed;

    /** The hosts now. */
    public View view() {
        return view;
    }

    void add(Host host) {
        locked(() -> {
            List<Host> hosts = new ArrayList<>(view.hosts());
            hosts.add(host);
            publish(hosts, view.primary());
        });
    }

    void remove(Host host) {
        locked(() -> {
            List<Host> hosts = new ArrayList<>(view.hosts());
            hosts.remove(host);
            words.remove(host);
            seconds.remove(host);
            if (elected == host) {
                seconds.clear();
            }
            publish(hosts, view.primary() == host ? null : view.primary());
        });
    }

    void answered(Host host, ProbeResult result) {
        locked(() -> {
            if (!view.hosts().contains(host)) {
                return;
            }
            words.put(host, result);
            read(host, result);
            elect(host);
        });
    }

    void failed(Host host, String why) {
        locked(() -> {
            if (!view.hosts().contains(host)) {
                return;
            }
            if (host.reading().state() != HostState.DOWN) {
                LOG.warn("RoutingDataSource: host {} is down: {}", host.name(), why);
                host.evict(false);
            }
            words.remove(host);
            host.read(host.reading().state(HostState.DOWN, why));
            publish(view.hosts(), view.primary() == host ? null : view.primary());
        });
    }

    private void read(Host host, ProbeResult result) {
        HostState before = host.reading().state();
        Reading now = judge(host, result);
        host.read(now);
        if (now.state() == HostState.DEPOSED && before != HostState.DEPOSED) {
            LOG.warn("RoutingDataSource: host {} is not used: {}", host.name(), now.error());
            host.evict(true);
        }
    }

    private Reading judge(Host host, ProbeResult result) {
        Reading reading = new Reading(
                HostState.UP,
                result.role(),
                result.timeline(),
                result.lsn(),
                result.connections(),
                result.askedAt(),
                clock.replayed(result.timeline(), result.lsn()),
                null);
        if (systemIdentifier != null && systemIdentifier != result.systemIdentifier()) {
            return reading.state(HostState.FOREIGN, "its system identifier is another one than the primary's");
        }
        Host twin = twin(host, result);
        if (twin != null) {
            return reading.state(HostState.DUPLICATE, "it is the same server as host " + twin.name());
        }
        boolean second = isSecond(host, result);
        if (second || (result.role() == HostRole.PRIMARY && result.timeline() < view.timeline())) {
            return reading.state(
                    HostState.DEPOSED,
                    "it is a primary on timeline " + result.timeline() + " beside one on timeline " + view.timeline());
        }
        return reading;
    }

    /** A host that is used already, and is the same server: under two names it would be two primaries, or a replica that takes twice its share. */
    private @Nullable Host twin(Host host, ProbeResult result) {
        for (Host other : view.hosts()) {
            ProbeResult word = words.get(other);
            if (other != host
                    && word != null
                    && word.isOfSameServer(result)
                    && other.reading().state() == HostState.UP) {
                return other;
            }
        }
        return null;
    }

    private boolean isSecond(Host host, ProbeResult result) {
        if (result.role() != HostRole.PRIMARY || result.timeline() != view.timeline()) {
            seconds.remove(host);
        } else if (view.primary() != null && view.primary() != host) {
            seconds.add(host);
        }
        return seconds.contains(host);
    }

    private void elect(Host host) {
        Host before = view.primary();
        if (host.reading().isPrimary()) {
            ProbeResult word = Objects.requireNonNull(words.get(host));
            systemIdentifier = word.systemIdentifier();
            clock.sample(word.timeline(), word.lsn(), word.askedAt());
            publish(host, word);
            elected = host;
            if (before != host) {
                LOG.info("RoutingDataSource: host {} is the primary, on timeline {}", host.name(), word.timeline());
                reconsider(host);
            }
        } else {
            publish(view.hosts(), before == host ? null : before);
        }
    }

    /** Who was a primary till now hears at once that it is not, by its own last word; replicas may have changed. */
    private void reconsider(Host primary) {
        for (Host other : view.hosts()) {
            ProbeResult word = words.get(other);
            if (other != primary) {
                other.wake();
                if (word != null) {
                    read(other, word);
                }
            }
        }
        primary.evict(false);
    }

    private void publish(Host primary, ProbeResult word) {
        Lsn epoch = word.timeline() == view.timeline() ? view.epoch() : word.lsn();
        set(new View(view.hosts(), primary, word.timeline(), epoch, word.lsn(), word.askedAt(), view.version() + 1));
    }

    private void publish(List<Host> hosts, @Nullable Host primary) {
        set(new View(
                List.copyOf(hosts),
                primary,
                view.timeline(),
                view.epoch(),
                view.end(),
                view.endAskedAt(),
                view.version() + 1));
    }

    private void set(View next) {
        view = next;
        changed.signalAll();
    }

    /** Wakes whoever waits for a change, as something else has. */
    public void nudge() {
        locked(() -> publish(view.hosts(), view.primary()));
    }

    /** Nobody is served any more. */
    void close() {
        closed = true;
        nudge();
    }

    /** Whether it was closed. */
    public boolean isClosed() {
        return closed;
    }

    /** Waits until the view is not this one any more, or the time has come; true if it is another one. */
    public boolean awaitOtherThan(View seen, long deadline) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (view.version() == seen.version()) {
                if (changed.awaitNanos(deadline - System.nanoTime()) <= 0) {
                    return view.version() != seen.version();
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }
}
