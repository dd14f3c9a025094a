package io.pgstride.caching.store;

/**
 * Opens stores. What they share, such as connections, stays the backend's.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
@FunctionalInterface
public interface CacheBackend<K, V> {
    /**
     * {@return the store of a cache, closed by the cache}
     *
     * @param settings of the cache
     */
    CacheStore<K, V> open(StoreSettings<K> settings);
}
