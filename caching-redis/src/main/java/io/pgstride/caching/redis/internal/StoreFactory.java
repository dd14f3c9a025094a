package io.pgstride.caching.redis.internal;

import io.pgstride.caching.store.CacheStore;
import io.pgstride.caching.store.StoreSettings;
import io.pgstride.core.finding.Finding;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** Opens the stores of a backend, and keeps what they count. Thread-safe. */
public final class StoreFactory {
    private final Redis redis;
    private final String prefix;
    private final Collection<StoreMetrics> opened = new ConcurrentLinkedQueue<>();

    /** With keys that begin with the prefix. */
    public StoreFactory(Redis redis, String prefix) {
        this.redis = redis;
        this.prefix = prefix;
    }

    /** A store of one cache. */
    public <K, V> CacheStore<K, V> open(
            StoreSettings<K> settings, Function<? super K, String> keyText, ValueForm<V> form) {
        StoreMetrics metrics = new StoreMetrics(settings.telemetry(), settings.name());
        opened.add(metrics);
        return new RedisStore<>(redis, new Keys<>(prefix, settings, keyText), new Forms<>(form, metrics), settings);
    }

    /** What is wrong, by what is known here. */
    public List<Finding> findings() {
        return RedisFindings.of(prefix, redis.isLeftAlone(), List.copyOf(opened));
    }
}
