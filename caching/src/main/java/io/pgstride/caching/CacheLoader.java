package io.pgstride.caching;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Reads values from the database, for several keys in one statement.
 *
 * <pre>{@code
 * CacheLoader<Long, Product> loader = (dsl, ids) -> dsl.selectFrom(PRODUCT)
 *         .where(PRODUCT.ID.in(ids))
 *         .fetchMap(PRODUCT.ID, Product::of);
 * }</pre>
 *
 * <p>Thread-safe; it runs on the thread that asks for a value, or on one of the cache's.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
@FunctionalInterface
public interface CacheLoader<K, V> {
    /**
     * {@return the values; keys without one are left out, and cached as absent}
     *
     * @param dsl on one connection of the cache's source in autocommit mode, given back when this returns; not to be kept
     * @param keys of which nothing is known
     * @throws Exception whatever goes wrong; nothing is cached then
     */
    Map<K, V> load(DSLContext dsl, Set<K> keys) throws Exception;

    /** Reads the value of one key. */
    @FunctionalInterface
    interface OfOne<K, V> {
        /**
         * {@return the value; null where there is none}
         *
         * @param dsl on one connection
         * @param key of which nothing is known
         * @throws Exception whatever goes wrong
         */
        @Nullable
        V load(DSLContext dsl, K key) throws Exception;
    }

    /**
     * {@return a loader that asks for each key by itself} For queries that have no form for many keys, such as aggregates by parameters.
     *
     * @param one reads one value
     * @param <K> the type of keys
     * @param <V> the type of values
     */
    static <K, V> CacheLoader<K, V> each(OfOne<K, V> one) {
        return (dsl, keys) -> {
            Map<K, V> values = new HashMap<>();
            for (K key : keys) {
                V value = one.load(dsl, key);
                if (value != null) {
                    values.put(key, value);
                }
            }
            return values;
        };
    }
}
