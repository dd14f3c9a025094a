package io.pgstride.caching;

import io.pgstride.caching.internal.local.LocalStore;
import io.pgstride.caching.store.CacheBackend;
import io.pgstride.caching.store.CacheStore;
import io.pgstride.caching.store.StoreSettings;

/**
 * Entries in the memory of this process, by Caffeine. An invalidation is seen at once in this process and never in others: they keep their entries until these
 * expire, so use it where one process alone changes the rows, or where the time to live is a staleness that you accept.
 *
 * <p>Values are kept as they are, without a copy; let them be immutable. Immutable and thread-safe.
 *
 * @param maximumSize how many entries a cache keeps at most
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public record CaffeineBackend<K, V>(long maximumSize) implements CacheBackend<K, V> {
    /**
     * Checks.
     *
     * @param maximumSize at least 1
     * @throws IllegalArgumentException if it is less than 1
     */
    public CaffeineBackend {
        if (maximumSize < 1) {
            throw new IllegalArgumentException("maximumSize " + maximumSize + " must be at least 1 entry");
        }
    }

    @Override
    public CacheStore<K, V> open(StoreSettings<K> settings) {
        return new LocalStore<>(maximumSize, settings);
    }
}
