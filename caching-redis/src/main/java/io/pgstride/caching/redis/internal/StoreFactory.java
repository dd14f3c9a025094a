package io.pgstride.caching.redis.internal;

import io.pgstride.caching.store.CacheStore;
import io.pgstride.caching.store.StoreSettings;
import io.pgstride.core.finding.Finding;
import io.pgstride.core.telemetry.Tags;
import io.pgstride.core.telemetry.Telemetry;
import io.pgstride.core.telemetry.Telemetry.Registration;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Opens the stores of a backend, and keeps what they count. Thread-safe. */
public final class StoreFactory implements AutoCloseable {
    private final Redis redis;
    private final String prefix;
    private final Duration nearBound;
    private final Telemetry telemetry;
    private final Eviction eviction;
    private final Collection<StoreMetrics> opened = new ConcurrentLinkedQueue<>();
    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Tracking tracking;
    private volatile Registration gauge = () -> {};

    /** With keys that begin with the prefix, and near entries that are stale for no longer than the bound. */
    public StoreFactory(Redis redis, String prefix, Duration nearBound, Telemetry telemetry) {
        this.redis = redis;
        this.eviction = new Eviction(redis);
        this.prefix = prefix;
        this.nearBound = nearBound;
        this.telemetry = telemetry;
    }

    /** A store of one cache. */
    public <K, V> CacheStore<K, V> open(
            StoreSettings<K> settings, Function<? super K, String> keyText, ValueForm<V> form) {
        String named = settings.name() + ":" + settings.schemaVersion();
        if (!open.add(named)) {
            throw new IllegalStateException(
                    "cache " + settings.name() + " is open on the backend with prefix '" + prefix
                            + "' already, and two of one name would give each other's values; give another name, or close the first");
        }
        StoreMetrics metrics = new StoreMetrics(settings.telemetry(), settings.name());
        opened.add(metrics);
        eviction.ask();
        return new RedisStore<>(
                redis,
                new Keys<>(prefix, settings, keyText),
                new Forms<>(form, metrics),
                settings,
                () -> open.remove(named));
    }

    /** The same, with so many entries in memory. */
    public <K, V> CacheStore<K, V> openNear(
            StoreSettings<K> settings, Function<? super K, String> keyText, ValueForm<V> form, long maximumEntries) {
        NearStore<K, V> near = new NearStore<>(
                open(settings, keyText, form),
                tracking(),
                new Keys<>(prefix, settings, keyText),
                settings,
                maximumEntries);
        tracking().join(near);
        return near;
    }

    /** Made for the first cache that needs it. */
    private Tracking tracking() {
        lock.lock();
        try {
            Tracking there = tracking;
            if (there == null) {
                Tracking made = new Tracking(prefix, redis, nearBound);
                gauge = telemetry.gauge(
                        "pgstride.caching.redis.near-bypassed",
                        Tags.of("prefix", prefix),
                        () -> made.isBypassed() ? 1 : 0);
                tracking = made;
                return made;
            }
            return there;
        } finally {
            lock.unlock();
        }
    }

    /** What is wrong, by what is known here. */
    public List<Finding> findings() {
        Optional<String> trouble = made().flatMap(Tracking::trouble);
        return RedisFindings.of(prefix, redis.unreachable(), trouble, eviction.policy(), List.copyOf(opened));
    }

    private Optional<Tracking> made() {
        lock.lock();
        try {
            return Optional.ofNullable(tracking);
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is given from memory any more. */
    @Override
    public void close() {
        made().ifPresent(Tracking::close);
        gauge.close();
    }
}
