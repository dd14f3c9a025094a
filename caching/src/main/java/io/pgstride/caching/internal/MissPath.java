package io.pgstride.caching.internal;

import io.pgstride.caching.CacheBusyException;
import io.pgstride.caching.CacheLoadException;
import io.pgstride.caching.internal.Flights.Flight;
import io.pgstride.caching.store.CacheStore;
import io.pgstride.caching.store.Entry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What happens where a value is not there: one caller of this process loads, under a lease that makes it the only one of all processes, the others wait for it.
 *
 * <p>Whoever comes after an invalidation never gets what was loaded before: flights that were under way are not joined any more, and what the store refused is
 * not shared. A caller loads its own keys before it waits for those of others, so that two never wait for each other.
 */
final class MissPath<K, V> {
    private final String cache;
    private final Flights<K, V> flights;
    private final Limits limits;
    private final Leased<K, V> leased;

    MissPath(
            String cache,
            Flights<K, V> flights,
            CacheStore<K, V> store,
            Reach reach,
            Loads<K, V> loads,
            Times times,
            Limits limits,
            PendingInvalidations<K> pending) {
        this.cache = cache;
        this.flights = flights;
        this.limits = limits;
        this.leased = new Leased<>(store, reach, loads, flights, times, limits, pending);
    }

    /** An entry for each key; blocks. */
    Map<K, Entry<V>> load(Set<K> keys, Deadline deadline) {
        Map<K, Entry<V>> entries = new HashMap<>();
        Set<K> left = new HashSet<>(keys);
        while (!left.isEmpty()) {
            Map<K, Flight<V>> own = flights.begin(left);
            left.removeAll(own.keySet());
            Map<K, Flight<V>> others = flights.underWay(left);
            entries.putAll(leased.fly(own, false, deadline));
            others.forEach((key, flight) -> join(flight, deadline).ifPresent(entry -> entries.put(key, entry)));
            left.removeAll(entries.keySet());
        }
        return entries;
    }

    /** Loads again what is there, unless somebody does already. */
    void refresh(Set<K> keys) {
        leased.fly(flights.begin(keys), true, Deadline.in(limits.loadTimeout()));
    }

    private Optional<Entry<V>> join(Flight<V> flight, Deadline deadline) {
        try {
            return flight.result().get(deadline.leftNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new CacheLoadException(cache, "the load that this one waited for failed", e);
        } catch (TimeoutException e) {
            throw new CacheBusyException(cache, deadline.whole(), limits.concurrentLoads());
        } catch (InterruptedException e) {
            throw CacheBusyException.interrupted(cache);
        }
    }
}
