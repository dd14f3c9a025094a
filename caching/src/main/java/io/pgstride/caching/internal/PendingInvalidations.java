package io.pgstride.caching.internal;

import io.pgstride.caching.store.CacheStore;
import io.pgstride.caching.store.Fence;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Invalidations that the store has not heard of, as it was out of reach. Until it has, this process does without the store for those keys; each invalidation and
 * each read of such a key tries again. Thread-safe.
 */
final class PendingInvalidations<K> {
    private final CacheStore<K, ?> store;
    private final Reach reach;
    private final Map<K, Fence> pending = new ConcurrentHashMap<>();

    PendingInvalidations(CacheStore<K, ?> store, Reach reach) {
        this.store = store;
        this.reach = reach;
    }

    void invalidate(Set<K> keys, Fence fence) {
        if (!reach.tell(() -> store.invalidate(keys, fence))) {
            keys.forEach(key -> pending.merge(key, fence, Fence::and));
        }
    }

    int size() {
        return pending.size();
    }

    /** The keys that are not pending, after another try for those that are. */
    Set<K> without(Set<K> keys) {
        if (pending.isEmpty()) {
            return keys;
        }
        Set<K> heard = new HashSet<>(keys);
        Map<K, Fence> left = new HashMap<>();
        keys.forEach(key -> {
            Fence fence = pending.get(key);
            if (fence != null) {
                left.put(key, fence);
            }
        });
        left.forEach((key, fence) -> {
            if (reach.tell(() -> store.invalidate(Set.of(key), fence))) {
                pending.remove(key, fence);
            } else {
                heard.remove(key);
            }
        });
        return heard;
    }
}
