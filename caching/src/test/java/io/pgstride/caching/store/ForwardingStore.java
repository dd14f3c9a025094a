package io.pgstride.caching.store;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All as it should be, but for what is overridden. */
class ForwardingStore implements CacheStore<Long, String> {
    private final CacheStore<Long, String> store;

    ForwardingStore(CacheStore<Long, String> store) {
        this.store = store;
    }

    @Override
    public @Nullable Entry<String> near(Long key) {
        return store.near(key);
    }

    @Override
    public CompletionStage<Supplier<Map<Long, Entry<String>>>> find(Set<Long> keys) {
        return store.find(keys);
    }

    @Override
    public CompletionStage<Supplier<Map<Long, Claim<String>>>> claim(Set<Long> keys, Duration lease, boolean refresh) {
        return store.claim(keys, lease, refresh);
    }

    @Override
    public CompletionStage<Set<Long>> fill(Map<Long, Fill<String>> fills) {
        return store.fill(fills);
    }

    @Override
    public CompletionStage<Void> release(Map<Long, Claim.Won<String>> leases) {
        return store.release(leases);
    }

    @Override
    public CompletionStage<Void> invalidate(Set<Long> keys, Fence fence) {
        return store.invalidate(keys, fence);
    }

    @Override
    public CompletionStage<Void> invalidateTags(Set<String> tags, Fence fence) {
        return store.invalidateTags(tags, fence);
    }

    @Override
    public CompletionStage<Void> put(Long key, Entry<String> entry, Fence commit) {
        return store.put(key, entry, commit);
    }

    @Override
    public void close() {
        store.close();
    }
}
