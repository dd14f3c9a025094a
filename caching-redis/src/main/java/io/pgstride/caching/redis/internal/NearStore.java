package io.pgstride.caching.redis.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.pgstride.caching.redis.internal.Held.Ticket;
import io.pgstride.caching.store.CacheStore;
import io.pgstride.caching.store.Claim;
import io.pgstride.caching.store.Entry;
import io.pgstride.caching.store.Fence;
import io.pgstride.caching.store.Fill;
import io.pgstride.caching.store.Naming;
import io.pgstride.caching.store.StoreSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What was found in Redis, held in memory too; {@link Tracking} says how long it counts. All else is as in Redis. */
final class NearStore<K, V> implements CacheStore<K, V>, Tracking.Near {
    private final CacheStore<K, V> redis;
    private final Tracking tracking;
    private final Credit credit;
    private final Keys<K> names;
    private final Function<K, Set<String>> tagsOf;
    private final Clock clock;
    private final NearMetrics metrics;
    private final Cache<K, Held<V>> entries;

    /** Empty. */
    NearStore(
            CacheStore<K, V> redis, Tracking tracking, Keys<K> names, StoreSettings<K> settings, long maximumEntries) {
        this.redis = redis;
        this.tracking = tracking;
        this.credit = tracking.credit();
        this.names = names;
        this.tagsOf = settings.tags();
        this.clock = settings.clock();
        this.metrics = new NearMetrics(settings.telemetry(), settings.name());
        this.entries = Caffeine.newBuilder().maximumSize(maximumEntries).build();
    }

    @Override
    public String beginning() {
        return names.beginning();
    }

    @Override
    public void clear() {
        entries.invalidateAll();
    }

    @Override
    public @Nullable Entry<V> near(K key) {
        Held<V> held = entries.getIfPresent(key);
        if (held == null) {
            return null;
        }
        if (!credit.vouchesFor(held.ticket())) {
            drop(key, held);
            return null;
        }
        metrics.hit();
        return held.entry();
    }

    private void drop(K key, Held<V> held) {
        if (!credit.isUnchanged(held.ticket()) && entries.asMap().remove(key, held)) {
            metrics.ended();
        }
    }

    /** What is held and fresh is not asked for. */
    @Override
    public CompletionStage<Supplier<Map<K, Entry<V>>>> find(Set<K> keys) {
        if (!credit.isServing()) {
            return redis.find(keys);
        }
        Map<K, Entry<V>> all = new HashMap<>();
        Map<K, Ticket> asked = new HashMap<>();
        long now = clock.millis();
        for (K key : keys) {
            Entry<V> held = near(key);
            if (held != null && held.freshUntil() > now) {
                all.put(key, held);
            } else {
                asked.put(key, credit.ticket(places(key)));
            }
        }
        return asked.isEmpty()
                ? CompletableFuture.completedStage(() -> all)
                : redis.find(asked.keySet()).thenApply(answer -> () -> {
                    answer.get().forEach((key, entry) -> {
                        hold(key, entry, asked.get(key));
                        all.put(key, entry);
                    });
                    return all;
                });
    }

    private void hold(K key, Entry<V> entry, @Nullable Ticket ticket) {
        if (ticket != null && credit.vouchesFor(ticket)) {
            entries.put(key, new Held<>(entry, ticket));
        }
    }

    /** Of a key and of its tags. */
    private int[] places(K key) {
        Set<String> tags = tagsOf.apply(key);
        int[] places = new int[1 + tags.size()];
        places[0] = Stamps.ofEntry(names.slotOf(key));
        int at = 1;
        for (String tag : tags) {
            places[at++] = Stamps.ofTag(names.slotOfTag(tag));
        }
        return places;
    }

    @Override
    public CompletionStage<Supplier<Map<K, Claim<V>>>> claim(Set<K> keys, Duration lease, boolean refresh) {
        return redis.claim(keys, lease, refresh);
    }

    @Override
    public CompletionStage<Set<K>> fill(Map<K, Fill<V>> fills) {
        return changing(places(fills.keySet()), () -> redis.fill(fills));
    }

    @Override
    public CompletionStage<Void> release(Map<K, Claim.Won<V>> leases) {
        return redis.release(leases);
    }

    @Override
    public CompletionStage<Void> invalidate(Set<K> keys, Fence fence) {
        return changing(places(keys), () -> redis.invalidate(keys, fence));
    }

    @Override
    public CompletionStage<Void> invalidateTags(Set<String> tags, Fence fence) {
        int[] places = tags.stream()
                .mapToInt(tag -> Stamps.ofTag(names.slotOfTag(tag)))
                .toArray();
        return changing(places, () -> redis.invalidateTags(tags, fence));
    }

    @Override
    public CompletionStage<Void> put(K key, Entry<V> entry, Fence commit) {
        return changing(places(Set.of(key)), () -> redis.put(key, entry, commit));
    }

    private int[] places(Set<K> keys) {
        return keys.stream().mapToInt(key -> Stamps.ofEntry(names.slotOf(key))).toArray();
    }

    private <T> CompletionStage<T> changing(int[] places, Supplier<CompletionStage<T>> change) {
        credit.changed(places);
        return change.get().whenComplete((done, failure) -> credit.changed(places));
    }

    @Override
    public Optional<Naming<K>> naming() {
        return redis.naming();
    }

    @Override
    public void close() {
        tracking.leave(this);
        clear();
        redis.close();
    }
}
