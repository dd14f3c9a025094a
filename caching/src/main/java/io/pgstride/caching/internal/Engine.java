package io.pgstride.caching.internal;

import io.pgstride.caching.CacheBusyException;
import io.pgstride.caching.internal.Times.Use;
import io.pgstride.caching.store.CacheStore;
import io.pgstride.caching.store.Entry;
import io.pgstride.caching.store.Fence;
import io.pgstride.core.finding.Finding;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The parts of a cache, put together. Thread-safe. */
public final class Engine<K, V> {
    private final String cache;
    private final boolean tagged;
    private final CacheStore<K, V> store;
    private final Times times;
    private final Limits limits;
    private final CacheMetrics metrics;
    private final Executor executor;
    private final Reach reach;
    private final Flights<K, V> flights = new Flights<>();
    private final Loads<K, V> loads;
    private final MissPath<K, V> misses;
    private final PendingInvalidations<K> pending;

    /** Over a store of its own. */
    public Engine(
            String cache,
            boolean tagged,
            CacheStore<K, V> store,
            Source<K, V> source,
            Times times,
            Limits limits,
            CacheMetrics metrics,
            Executor executor) {
        this.cache = cache;
        this.tagged = tagged;
        this.store = store;
        this.times = times;
        this.limits = limits;
        this.metrics = metrics;
        this.executor = executor;
        this.reach = new Reach(cache, metrics);
        this.pending = new PendingInvalidations<>(cache, store, reach, executor);
        this.loads = new Loads<>(cache, source, limits, metrics);
        this.misses = new MissPath<>(cache, flights, store, reach, loads, times, limits, pending);
    }

    /** The value of a key, by whatever it takes. */
    public @Nullable V get(K key) {
        requireKey(key);
        Entry<V> near = pending.isHeard(key) ? store.near(key) : null;
        if (near != null) {
            long now = times.now();
            if (times.use(near, now) == Use.FRESH) {
                metrics.hit(now);
                return near.value();
            }
        }
        return getAll(Set.of(key)).get(key);
    }

    /** Callers need not check for null as this project does. */
    private void requireKey(@Nullable Object key) {
        if (key == null) {
            throw new NullPointerException("cache " + cache + ": a key is null; ask for none, or for another one");
        }
    }

    /** Those values that there are. */
    public Map<K, V> getAll(Collection<? extends K> keys) {
        Set<K> all = asked(keys);
        Deadline deadline = Deadline.in(limits.loadTimeout());
        return complete(all, found(all).orElse(Map.of()), deadline);
    }

    private Set<K> asked(Collection<? extends K> keys) {
        keys.forEach(this::requireKey);
        return new LinkedHashSet<>(keys);
    }

    private Optional<Map<K, Entry<V>>> found(Set<K> keys) {
        Set<K> known = known(keys);
        return known.isEmpty()
                ? Optional.empty()
                : reach.ask(() -> store.find(known)).map(Supplier::get);
    }

    /** Those of which the store has heard all that is known here. */
    private Set<K> known(Set<K> keys) {
        return pending.without(keys);
    }

    /** The same; only what is not there is loaded on the executor. */
    public CompletionStage<Map<K, V>> getAllAsync(Collection<? extends K> keys) {
        Set<K> all = asked(keys);
        Deadline deadline = Deadline.in(limits.loadTimeout());
        return store.find(known(all))
                .thenApply(Supplier::get)
                .exceptionally(unreachable -> Map.of())
                .thenCompose(found -> all.stream().allMatch(key -> isUsable(found.get(key)))
                        ? CompletableFuture.completedStage(complete(all, found, deadline))
                        : inBackground(() -> complete(all, found, deadline), deadline));
    }

    /** Where there is room for it. */
    private <T> CompletionStage<T> inBackground(Supplier<T> work, Deadline deadline) {
        try {
            return CompletableFuture.supplyAsync(work, executor);
        } catch (RejectedExecutionException e) {
            metrics.rejected();
            return CompletableFuture.failedStage(
                    new CacheBusyException(cache, deadline.whole(), limits.concurrentLoads()));
        }
    }

    private boolean isUsable(@Nullable Entry<V> entry) {
        return entry != null && entry.freshUntil() > times.clock().millis();
    }

    private Map<K, V> complete(Set<K> keys, Map<K, Entry<V>> found, Deadline deadline) {
        Map<K, V> values = new HashMap<>();
        Map<K, Entry<V>> onError = new HashMap<>();
        Set<K> refresh = new HashSet<>();
        Set<K> missing = new LinkedHashSet<>();
        long now = times.now();
        for (K key : keys) {
            Entry<V> entry = found.get(key);
            Use use = entry == null ? Use.NONE : times.use(entry, now);
            if (entry != null && use == Use.ON_ERROR) {
                onError.put(key, entry);
            }
            if (entry == null || use == Use.ON_ERROR || use == Use.NONE) {
                missing.add(key);
            } else {
                metrics.hit(now);
                put(values, key, entry);
                if (use == Use.REFRESH) {
                    refresh.add(key);
                }
            }
        }
        refresh(refresh);
        if (!missing.isEmpty()) {
            metrics.missed(missing.size(), now);
            load(missing, onError, deadline).forEach((key, entry) -> put(values, key, entry));
        }
        return values;
    }

    private Map<K, Entry<V>> load(Set<K> missing, Map<K, Entry<V>> onError, Deadline deadline) {
        if (!onError.keySet().containsAll(missing)) {
            return loadInParts(missing, deadline);
        }
        try {
            return limits.isSoft() ? loadInPatience(missing, deadline) : loadInParts(missing, deadline);
        } catch (RuntimeException | TimeoutException e) {
            onError.forEach((key, entry) -> metrics.stale());
            return onError;
        }
    }

    /** So that leases are not held for what has yet to wait for its turn, nor a store asked for too much at once. */
    private Map<K, Entry<V>> loadInParts(Set<K> missing, Deadline deadline) {
        if (missing.size() <= limits.batch()) {
            return misses.load(missing, deadline);
        }
        List<K> all = List.copyOf(missing);
        Map<K, Entry<V>> entries = new HashMap<>();
        for (int from = 0; from < all.size(); from += limits.batch()) {
            if (from > 0) {
                loads.requireTime(deadline);
            }
            List<K> part = all.subList(from, Math.min(all.size(), from + limits.batch()));
            entries.putAll(misses.load(Set.copyOf(part), deadline));
        }
        return entries;
    }

    /** What takes longer goes on. */
    private Map<K, Entry<V>> loadInPatience(Set<K> missing, Deadline deadline) throws TimeoutException {
        try {
            return CompletableFuture.supplyAsync(() -> loadInParts(missing, deadline), executor)
                    .get(limits.softLoadTimeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return loadInParts(missing, deadline);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            throw CacheBusyException.interrupted(cache);
        }
    }

    private static <K, V> void put(Map<K, V> values, K key, Entry<V> entry) {
        V value = entry.value();
        if (value != null) {
            values.put(key, value);
        }
    }

    /** In the background, where there is room for it; otherwise a later reader does. */
    private void refresh(Set<K> keys) {
        if (keys.isEmpty() || !flights.underWay(keys).isEmpty()) {
            return;
        }
        try {
            executor.execute(() -> misses.refresh(keys));
        } catch (RejectedExecutionException e) {
            metrics.refreshSkipped();
        }
    }

    /** Takes entries away, for whoever reads from now on in this process; returns whether the store has heard, too. */
    public boolean invalidate(Set<K> keys, Fence fence) {
        flights.invalidate(keys);
        return pending.invalidate(keys, fence);
    }

    /** Refuses what would do nothing. */
    public void requireTags() {
        if (!tagged) {
            throw new IllegalStateException("cache " + cache
                    + " gives its entries no tags, so none would be invalidated by one; describe them by tags(...)");
        }
    }

    /** Takes away the entries of tags, for whoever reads from now on in this process; returns whether the store has heard, too. */
    public boolean invalidateTags(Set<String> tags, Fence fence) {
        flights.invalidateAll();
        return pending.invalidateTags(tags, fence);
    }

    /** Stores what a commit wrote; returns whether the store has heard. */
    public boolean put(K key, @Nullable V value, Fence commit) {
        flights.invalidate(Set.of(key));
        return reach.tell(() -> store.put(key, times.entry(value, 1), commit))
                || pending.invalidate(Set.of(key), commit);
    }

    /** What is wrong; does not block. */
    public List<Finding> findings() {
        return CacheFindings.of(cache, metrics.recent(), limits, pending.size(), loads.areUnknown(), loads.areBehind());
    }

    /** Closes the store. */
    public void close() {
        pending.close();
        store.close();
    }

    @Override
    public String toString() {
        return cache;
    }
}
