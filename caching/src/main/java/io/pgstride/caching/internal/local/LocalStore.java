package io.pgstride.caching.internal.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.pgstride.caching.store.CacheStore;
import io.pgstride.caching.store.Claim;
import io.pgstride.caching.store.Entry;
import io.pgstride.caching.store.Fence;
import io.pgstride.caching.store.Fill;
import io.pgstride.caching.store.StoreSettings;
import io.pgstride.core.Freshness;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Entries in this process. What changes a key does so within {@code leases.compute}, which is the lock of the key; reads take none.
 *
 * <p>An entry that was dropped for want of room leaves its fence standing.
 */
public final class LocalStore<K, V> implements CacheStore<K, V> {

    /** A lease: until when, and the tags as they were before the load. Known by its identity. */
    private static final class Lease {
        private final long until;
        private final List<Tag> tags;

        Lease(long until, List<Tag> tags) {
            this.until = until;
            this.tags = tags;
        }
    }

    /** An entry and what it has seen; null where that is a primary at a position nobody knows. */
    private record Held<V>(
            Entry<V> entry, List<Tag> tags, @Nullable Fence seen) {
        boolean isOver() {
            return !tags.isEmpty() && tags.stream().anyMatch(Tag::isOver);
        }
    }

    private final Function<K, Set<String>> tagsOf;
    private final Clock clock;
    private final Tags tags;
    private final Fences<K> fences;
    private final Cache<K, Held<V>> entries;
    private final ConcurrentMap<K, Lease> leases = new ConcurrentHashMap<>();

    /** Empty. */
    public LocalStore(long maximumSize, StoreSettings<K> settings) {
        this.tagsOf = settings.tags();
        this.clock = settings.clock();
        this.fences = new Fences<>(settings.fenceTime());
        this.tags = new Tags(settings.fenceTime(), fences::raise);
        this.entries = Caffeine.newBuilder().maximumSize(maximumSize).build();
    }

    @Override
    public @Nullable Entry<V> near(K key) {
        Held<V> held = entries.getIfPresent(key);
        return held == null || held.isOver() ? null : held.entry;
    }

    @Override
    public CompletionStage<Supplier<Map<K, Entry<V>>>> find(Set<K> keys) {
        Map<K, Entry<V>> found = new HashMap<>();
        for (K key : keys) {
            Entry<V> entry = near(key);
            if (entry != null) {
                found.put(key, entry);
            }
        }
        return CompletableFuture.completedStage(() -> found);
    }

    @Override
    public CompletionStage<Supplier<Map<K, Claim<V>>>> claim(Set<K> keys, Duration lease, boolean refresh) {
        Map<K, Claim<V>> claims = new HashMap<>();
        keys.forEach(key -> leases.compute(key, (same, other) -> {
            long now = System.nanoTime();
            Entry<V> entry = refresh ? null : near(key);
            if (entry != null && entry.freshUntil() > clock.millis()) {
                claims.put(key, new Claim.Found<>(entry));
                return other;
            }
            if (other != null && other.until - now > 0) {
                claims.put(key, new Claim.Busy<>(Duration.ofNanos(other.until - now)));
                return other;
            }
            Lease own = new Lease(now + lease.toNanos(), tags.of(tagsOf.apply(key)));
            claims.put(key, new Claim.Won<>(own, fence(key, own.tags, now)));
            return own;
        }));
        return CompletableFuture.completedStage(() -> claims);
    }

    private Optional<Fence> fence(K key, List<Tag> of, long now) {
        Optional<Fence> fence = fences.of(key);
        for (Tag tag : of) {
            Optional<Fence> own = tag.fence(now);
            fence = fence.isEmpty() ? own : fence.map(one -> own.map(one::and).orElse(one));
        }
        return fence;
    }

    @Override
    public CompletionStage<Set<K>> fill(Map<K, Fill<V>> fills) {
        Set<K> stored = new HashSet<>();
        fills.forEach((key, fill) -> leases.compute(key, (same, lease) -> {
            if (lease != fill.lease().lease()) {
                return lease;
            }
            Held<V> held = new Held<>(fill.entry(), lease.tags, seen(fill.read()));
            boolean passes = fence(key, lease.tags, System.nanoTime())
                    .map(fence -> fence.passes(fill.read()))
                    .orElse(!(fill.read() instanceof Freshness.Unknown));
            if (passes && !held.isOver()) {
                entries.put(key, held);
                stored.add(key);
            }
            return null;
        }));
        return CompletableFuture.completedStage(stored);
    }

    private static @Nullable Fence seen(Freshness read) {
        return read instanceof Freshness.AtLeast replica ? Fence.at(replica.position()) : null;
    }

    @Override
    public CompletionStage<Void> release(Map<K, Claim.Won<V>> claims) {
        claims.forEach(
                (key, claim) -> leases.computeIfPresent(key, (same, lease) -> lease == claim.lease() ? null : lease));
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> invalidate(Set<K> keys, Fence fence) {
        keys.forEach(key -> leases.compute(key, (same, lease) -> {
            fences.add(key, fence);
            entries.invalidate(key);
            return null;
        }));
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> invalidateTags(Set<String> names, Fence fence) {
        names.forEach(name -> tags.invalidate(name, fence));
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> put(K key, Entry<V> entry, Fence commit) {
        leases.compute(key, (same, lease) -> {
            Held<V> held = entries.getIfPresent(key);
            List<Tag> own = tags.of(tagsOf.apply(key));
            boolean later = fence(key, own, System.nanoTime())
                    .filter(fence -> fence.compareTo(commit) > 0)
                    .isPresent();
            fences.add(key, commit);
            if (held == null && !later) {
                entries.put(key, new Held<>(entry, own, commit));
            } else if (held != null && !(held.seen != null && held.seen.compareTo(commit) >= 0)) {
                replace(key, held, new Held<>(entry, own, commit), later);
            }
            return null;
        });
        return CompletableFuture.completedStage(null);
    }

    private void replace(K key, Held<V> held, Held<V> next, boolean later) {
        if (held.seen == null || later) {
            entries.invalidate(key);
        } else {
            entries.put(key, next);
        }
    }

    @Override
    public void close() {
        entries.invalidateAll();
    }
}
