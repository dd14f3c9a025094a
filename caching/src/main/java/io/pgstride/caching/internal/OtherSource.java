package io.pgstride.caching.internal;

import io.pgstride.core.Freshness;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads by the user's own means, which read the primary by contract.
 *
 * @param loader reads values
 */
public record OtherSource<K, V>(Function<Set<K>, Map<K, V>> loader) implements Source<K, V> {
    @Override
    public Loaded<K, V> load(Set<K> keys, Duration most) {
        return new Loaded<>(loader.apply(keys), Freshness.current());
    }

    @Override
    public Loaded<K, V> loadFromPrimary(Set<K> keys, Duration most) {
        return load(keys, most);
    }
}
