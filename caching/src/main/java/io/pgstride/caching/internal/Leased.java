package io.pgstride.caching.internal;

import io.pgstride.caching.internal.Flights.Flight;
import io.pgstride.caching.internal.Loads.Timed;
import io.pgstride.caching.store.CacheStore;
import io.pgstride.caching.store.Claim;
import io.pgstride.caching.store.Entry;
import io.pgstride.caching.store.Fence;
import io.pgstride.caching.store.Fill;
import io.pgstride.core.Freshness;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Loads keys under leases of the store, or without where it is out of reach. Every flight it is given has ended when it returns. Thread-safe. */
final class Leased<K, V> {
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final CacheStore<K, V> store;
    private final Reach reach;
    private final Loads<K, V> loads;
    private final Flights<K, V> flights;
    private final Times times;
    private final Limits limits;
    private final PendingInvalidations<K> pending;

    Leased(
            CacheStore<K, V> store,
            Reach reach,
            Loads<K, V> loads,
            Flights<K, V> flights,
            Times times,
            Limits limits,
            PendingInvalidations<K> pending) {
        this.store = store;
        this.reach = reach;
        this.loads = loads;
        this.flights = flights;
        this.times = times;
        this.limits = limits;
        this.pending = pending;
    }

    /** An entry for each key; of those to refresh only those that nobody else does. */
    Map<K, Entry<V>> fly(Map<K, Flight<V>> flying, boolean refresh, Deadline deadline) {
        Map<K, Entry<V>> entries = new HashMap<>();
        if (flying.isEmpty()) {
            return entries;
        }
        Map<K, Flight<V>> open = new HashMap<>(flying);
        try {
            Deadline patience = Deadline.in(limits.lease());
            long pause = FIRST_PAUSE_NANOS;
            loadUnheard(open, deadline, entries);
            while (!open.isEmpty()) {
                Optional<Map<K, Claim<V>>> claims = reach.ask(
                                () -> store.claim(Set.copyOf(open.keySet()), limits.lease(), refresh))
                        .map(Supplier::get);
                if (claims.isEmpty()) {
                    loadAlone(open, true, deadline, entries);
                } else {
                    take(claims.get(), open, deadline, entries);
                }
                if (refresh) {
                    return entries;
                }
                if (!open.isEmpty() && (patience.isOver() || deadline.isOver())) {
                    loadAlone(open, false, deadline, entries);
                }
                pause = open.isEmpty() ? pause : rest(pause, deadline);
            }
            return entries;
        } catch (RuntimeException | Error e) {
            open.forEach((key, flight) -> flights.fail(key, flight, e));
            open.clear();
            throw e;
        } finally {
            open.forEach(flights::giveUp);
        }
    }

    private static long rest(long pause, Deadline deadline) {
        long jittered = pause / 2 + ThreadLocalRandom.current().nextLong(pause);
        LockSupport.parkNanos(Math.min(jittered, Math.max(1, deadline.leftNanos())));
        return Math.min(2 * pause, LONGEST_PAUSE_NANOS);
    }

    private void take(Map<K, Claim<V>> claims, Map<K, Flight<V>> open, Deadline deadline, Map<K, Entry<V>> entries) {
        Map<K, Claim.Won<V>> won = new HashMap<>();
        claims.forEach((key, claim) -> {
            if (claim instanceof Claim.Found<V> found) {
                land(key, open, found.entry(), true, entries);
            } else if (claim instanceof Claim.Won<V> lease) {
                won.put(key, lease);
            }
        });
        while (!won.isEmpty()) {
            Map<K, Claim.Won<V>> batch = new HashMap<>();
            won.entrySet().stream().limit(limits.batch()).forEach(one -> batch.put(one.getKey(), one.getValue()));
            won.keySet().removeAll(batch.keySet());
            try {
                loadAndFill(batch, open, deadline, entries);
            } catch (RuntimeException | Error e) {
                batch.putAll(won);
                reach.tell(() -> store.release(batch));
                throw e;
            }
        }
    }

    private void loadAndFill(
            Map<K, Claim.Won<V>> batch, Map<K, Flight<V>> open, Deadline deadline, Map<K, Entry<V>> entries) {
        Optional<Fence> fence =
                batch.values().stream().flatMap(won -> won.fence().stream()).max(Fence::compareTo);
        Timed<K, V> timed = loads.load(batch.keySet(), fence, deadline);
        Freshness read = timed.loaded().read();
        Map<K, Fill<V>> fills = new HashMap<>();
        batch.forEach((key, lease) -> fills.put(
                key, new Fill<>(lease, times.entry(timed.loaded().values().get(key), timed.millis()), read)));
        Optional<Set<K>> stored = reach.ask(() -> store.fill(fills));
        boolean unheard = stored.isEmpty() || read instanceof Freshness.Unknown;
        fills.forEach((key, fill) ->
                land(key, open, fill.entry(), unheard || stored.get().contains(key), entries));
    }

    /** Of what the store has yet to hear of, its answers are not to be trusted. */
    private void loadUnheard(Map<K, Flight<V>> open, Deadline deadline, Map<K, Entry<V>> entries) {
        Map<K, Flight<V>> unheard = new HashMap<>(open);
        unheard.keySet().removeAll(pending.without(open.keySet()));
        if (!unheard.isEmpty()) {
            loadAlone(unheard, true, deadline, entries);
            open.keySet().removeAll(entries.keySet());
        }
    }

    /** Without storing anything. */
    private void loadAlone(Map<K, Flight<V>> open, boolean shared, Deadline deadline, Map<K, Entry<V>> entries) {
        Set<K> keys = new HashSet<>(open.keySet());
        Timed<K, V> timed = loads.load(keys, Optional.empty(), deadline);
        keys.forEach(
                key -> land(key, open, times.entry(timed.loaded().values().get(key), timed.millis()), shared, entries));
    }

    private void land(K key, Map<K, Flight<V>> open, Entry<V> entry, boolean shared, Map<K, Entry<V>> entries) {
        Flight<V> flight = open.remove(key);
        if (flight != null) {
            flights.end(key, flight, entry, shared);
        }
        entries.put(key, entry);
    }
}
