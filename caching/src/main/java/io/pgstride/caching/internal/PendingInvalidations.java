package io.pgstride.caching.internal;

import io.pgstride.caching.store.CacheStore;
import io.pgstride.caching.store.Fence;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Invalidations that the store has not heard of, as it was out of reach. They are told again and again until it has; meanwhile this process does without the store
 * for those keys, and for all keys while a tag is among them. Thread-safe.
 */
final class PendingInvalidations<K> {
    private static final Logger LOG = LoggerFactory.getLogger("io.pgstride.caching.Cache");
    private static final int MOST = 100_000;
    private static final int AT_ONCE = 500;
    private static final long PAUSE_MILLIS = 100;

    private final String cache;
    private final CacheStore<K, ?> store;
    private final Reach reach;
    private final Executor executor;
    private final Map<K, Fence> keys = new ConcurrentHashMap<>();
    private final Map<String, Fence> tags = new ConcurrentHashMap<>();
    private final AtomicBoolean telling = new AtomicBoolean();
    private volatile boolean closed;

    PendingInvalidations(String cache, CacheStore<K, ?> store, Reach reach, Executor executor) {
        this.cache = cache;
        this.store = store;
        this.reach = reach;
        this.executor = executor;
    }

    /** Whether the store has heard by now. */
    boolean invalidate(Set<K> changed, Fence fence) {
        boolean heard = reach.tell(() -> store.invalidate(changed, fence));
        if (!heard) {
            changed.forEach(key -> keep(keys, key, fence));
            tellLater();
        }
        return heard;
    }

    /** Whether the store has heard by now. */
    boolean invalidateTags(Set<String> changed, Fence fence) {
        boolean heard = reach.tell(() -> store.invalidateTags(changed, fence));
        if (!heard) {
            changed.forEach(tag -> keep(tags, tag, fence));
            tellLater();
        }
        return heard;
    }

    private <T> void keep(Map<T, Fence> pending, T what, Fence fence) {
        if (pending.size() >= MOST && !pending.containsKey(what)) {
            LOG.warn(
                    "Cache {}: the store has not answered for {} invalidations, one more is forgotten; without an outbox entries may be stale until they expire",
                    cache,
                    MOST);
            return;
        }
        pending.merge(what, fence, Fence::and);
    }

    int size() {
        return keys.size() + tags.size();
    }

    /** Those of which the store has heard all. */
    Set<K> without(Set<K> asked) {
        if (keys.isEmpty() && tags.isEmpty()) {
            return asked;
        }
        Set<K> heard = tags.isEmpty() ? new HashSet<>(asked) : new HashSet<>();
        heard.removeAll(keys.keySet());
        return heard;
    }

    /** Whether the store has heard all of this one. */
    boolean isHeard(K key) {
        return tags.isEmpty() && (keys.isEmpty() || !keys.containsKey(key));
    }

    private void tellLater() {
        if (!closed && telling.compareAndSet(false, true)) {
            CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS, this::run)
                    .execute(this::tell);
        }
    }

    /** Where the executor has no room the next invalidation tries again. */
    private void run(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            telling.set(false);
        }
    }

    private void tell() {
        boolean heard = tell(tags, (some, fence) -> reach.tell(() -> store.invalidateTags(some, fence)))
                && tell(keys, (some, fence) -> reach.tell(() -> store.invalidate(some, fence)));
        telling.set(false);
        if (!heard || size() > 0) {
            tellLater();
        }
    }

    /** Tells the store something. */
    private interface Telling<T> {
        boolean tell(Set<T> some, Fence fence);
    }

    /** A few at once, with the greatest of their fences, which stands for each of them. */
    private static <T> boolean tell(Map<T, Fence> pending, Telling<T> telling) {
        while (!pending.isEmpty()) {
            Map<T, Fence> some = new HashMap<>();
            pending.entrySet().stream().limit(AT_ONCE).forEach(one -> some.put(one.getKey(), one.getValue()));
            Fence greatest = some.values().stream().reduce(Fence::and).orElseThrow();
            if (!telling.tell(some.keySet(), greatest)) {
                return false;
            }
            some.forEach(pending::remove);
        }
        return true;
    }

    void close() {
        closed = true;
        if (size() > 0) {
            LOG.warn(
                    "Cache {}: closed with {} invalidations of which the store has not heard; without an outbox entries may be stale until they expire",
                    cache,
                    size());
        }
    }
}
