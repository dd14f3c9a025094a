package io.pgstride.caching.internal;

import io.pgstride.caching.CacheBusyException;
import io.pgstride.caching.CacheLoadException;
import io.pgstride.caching.store.Fence;
import io.pgstride.core.Freshness;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads behind a bulkhead, from the primary where a replica had not seen enough. Thread-safe. */
final class Loads<K, V> {

    /** What was read, and how long it took. */
    record Timed<K, V>(Loaded<K, V> loaded, long millis) {}

    private static final Logger LOG = LoggerFactory.getLogger("io.pgstride.caching.Cache");
    private static final int UNKNOWN_IN_A_ROW = 100;

    private final String cache;
    private final Source<K, V> source;
    private final Limits limits;
    private final CacheMetrics metrics;
    private final Semaphore bulkhead;
    private final AtomicInteger unknown = new AtomicInteger();
    private final AtomicInteger behind = new AtomicInteger();

    Loads(String cache, Source<K, V> source, Limits limits, CacheMetrics metrics) {
        this.cache = cache;
        this.source = source;
        this.limits = limits;
        this.metrics = metrics;
        this.bulkhead = new Semaphore(limits.concurrentLoads(), true);
    }

    /** Whether nothing is stored, as nobody knows how fresh loads are. */
    boolean areUnknown() {
        return unknown.get() >= UNKNOWN_IN_A_ROW;
    }

    /** Whether what should be the primary is behind commits. */
    boolean areBehind() {
        return behind.get() >= UNKNOWN_IN_A_ROW;
    }

    /** Reads; what a fence does not let pass is read again from the primary. */
    Timed<K, V> load(Set<K> keys, Optional<Fence> fence, Deadline deadline) {
        enter(deadline);
        try {
            long begun = System.nanoTime();
            Loaded<K, V> loaded = source.load(keys, deadline.left());
            boolean current = loaded.read() instanceof Freshness.Current;
            if (!current && fence.filter(one -> !one.passes(loaded.read())).isPresent()) {
                metrics.readAgain();
                Loaded<K, V> again = source.loadFromPrimary(keys, deadline.left());
                look(again.read() instanceof Freshness.Current
                        || fence.orElseThrow().passes(again.read()));
                return timed(again, begun);
            }
            return timed(loaded, begun);
        } catch (Exception e) {
            metrics.loadFailed();
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new CacheLoadException(
                    cache,
                    "its loader failed for " + keys.size() + (keys.size() == 1 ? " key" : " keys")
                            + ", the cause tells why",
                    e);
        } finally {
            bulkhead.release();
        }
    }

    private Timed<K, V> timed(Loaded<K, V> loaded, long begun) {
        long nanos = System.nanoTime() - begun;
        metrics.loaded(Duration.ofNanos(nanos));
        tell(loaded.read());
        return new Timed<>(loaded, Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
    }

    /** What is behind even there is given, and not stored. */
    private void look(boolean passed) {
        if (passed) {
            behind.set(0);
        } else if (behind.incrementAndGet() == UNKNOWN_IN_A_ROW) {
            LOG.warn(
                    "Cache {}: what was invalidated is read again from the primary, but its last {} such reads were of a server that is behind: callers are given what was before; give the primary to loader(reads, primary, loader)",
                    cache,
                    UNKNOWN_IN_A_ROW);
        }
    }

    /** Some are unknown where a replica's connection is new; all would mean a cache that keeps nothing. */
    private void tell(Freshness read) {
        if (!(read instanceof Freshness.Unknown)) {
            unknown.set(0);
        } else if (unknown.incrementAndGet() == UNKNOWN_IN_A_ROW) {
            LOG.warn(
                    "Cache {}: nobody knows how fresh its last {} loads were, so they are not stored; load through a RoutingDataSource or from the primary",
                    cache,
                    UNKNOWN_IN_A_ROW);
        }
    }

    /** What is left of many keys is not begun when the time for all is over. */
    void requireTime(Deadline deadline) {
        if (deadline.isOver()) {
            throw busy(deadline);
        }
    }

    private CacheBusyException busy(Deadline deadline) {
        metrics.rejected();
        return new CacheBusyException(cache, deadline.whole(), limits.concurrentLoads());
    }

    private void enter(Deadline deadline) {
        try {
            if (bulkhead.tryAcquire(deadline.leftNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            throw CacheBusyException.interrupted(cache);
        }
        throw busy(deadline);
    }
}
