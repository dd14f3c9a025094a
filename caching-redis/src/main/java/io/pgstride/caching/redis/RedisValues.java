package io.pgstride.caching.redis;

import io.pgstride.caching.redis.internal.KeyText;
import io.pgstride.caching.redis.internal.StoreFactory;
import io.pgstride.caching.redis.internal.ValueForm;
import io.pgstride.caching.store.CacheBackend;
import io.pgstride.caching.store.CacheStore;
import io.pgstride.caching.store.StoreSettings;
import java.util.function.Function;

/**
 * The entries of a cache in Redis, by their codec; for {@link io.pgstride.caching.CacheBuilder#backend}. Immutable and thread-safe.
 *
 * @param <K> the type of keys: String, Long, Integer, Short, UUID, enums, and others with {@link #keys}
 * @param <V> the type of values
 */
public final class RedisValues<K, V> implements CacheBackend<K, V> {
    /** The length of an encoded value from which on it is not stored, where none is set: 1 MiB. */
    public static final int DEFAULT_MAXIMUM_BYTES = 1 << 20;

    private final StoreFactory stores;
    private final Function<? super K, String> keys;
    private final ValueForm<V> form;
    private final long nearEntries;

    private RedisValues(StoreFactory stores, Function<? super K, String> keys, ValueForm<V> form, long nearEntries) {
        this.stores = stores;
        this.keys = keys;
        this.form = form;
        this.nearEntries = nearEntries;
    }

    static <K, V> RedisValues<K, V> of(StoreFactory stores, Codec<V> codec) {
        return new RedisValues<>(
                stores, new KeyText<>(), new ValueForm<>(codec, Integer.MAX_VALUE, DEFAULT_MAXIMUM_BYTES), 0);
    }

    /**
     * {@return the same with keys of any type}
     *
     * @param text names a key, as by {@link KeyParts#join}; different keys must have different texts, the same in each process
     */
    public RedisValues<K, V> keys(Function<? super K, String> text) {
        return new RedisValues<>(stores, text, form, nearEntries);
    }

    /**
     * {@return the same with values compressed (Deflate, at its quickest) where that makes them smaller} It may be changed at any time: each value says what it is.
     *
     * @param bytes the length of an encoded value from which on it is tried; nothing is compressed if not set
     * @throws IllegalArgumentException if it is negative
     */
    public RedisValues<K, V> compressAbove(int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("compressAbove " + bytes + " must be 0 bytes or more");
        }
        return new RedisValues<>(stores, keys, new ValueForm<>(form.codec(), bytes, form.maximumBytes()), nearEntries);
    }

    /**
     * {@return the same with another limit} A longer value is given to who asked and not stored, which is counted and found; one that is in Redis is not read.
     *
     * @param bytes the greatest length of an encoded value, before compression; {@link #DEFAULT_MAXIMUM_BYTES} if not set
     * @throws IllegalArgumentException if it is less than 1
     */
    public RedisValues<K, V> maximumBytes(int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("maximumBytes " + bytes + " must be at least 1 byte");
        }
        return new RedisValues<>(stores, keys, new ValueForm<>(form.codec(), form.compressAbove(), bytes), nearEntries);
    }

    /**
     * {@return the same with values also held in memory, which are as good as those in Redis, but for {@link RedisBackendBuilder#nearStaleness}} They are shared by all who ask,
     * so they must not be changed. It needs Redis 6 or later, and takes one more connection to each master; where Redis does not tell of changes, it is asked as if this were not set.
     *
     * @param maximumEntries at least 1
     * @throws IllegalArgumentException if it is less
     */
    public RedisValues<K, V> near(long maximumEntries) {
        if (maximumEntries < 1) {
            throw new IllegalArgumentException("near: maximumEntries " + maximumEntries + " must be at least 1");
        }
        return new RedisValues<>(stores, keys, form, maximumEntries);
    }

    @Override
    public CacheStore<K, V> open(StoreSettings<K> settings) {
        return nearEntries > 0 ? stores.openNear(settings, keys, form, nearEntries) : stores.open(settings, keys, form);
    }
}
