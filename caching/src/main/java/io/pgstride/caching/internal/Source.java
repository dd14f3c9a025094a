package io.pgstride.caching.internal;

import java.time.Duration;
import java.util.Set;

/**
 * Where values come from.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface Source<K, V> {
    /**
     * Reads values; blocks.
     *
     * @param most after which it is given up
     */
    Loaded<K, V> load(Set<K> keys, Duration most) throws Exception;

    /** The same from the primary; empty where {@link #load} always does. */
    Loaded<K, V> loadFromPrimary(Set<K> keys, Duration most) throws Exception;
}
