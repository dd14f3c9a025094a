package io.pgstride.caching.internal;

import io.pgstride.caching.store.Entry;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Loads under way in this process, at most one for a key. Thread-safe.
 *
 * <p>A flight's entry may go to those who joined it only if nothing was invalidated since it began; otherwise its result is empty, and they begin anew.
 */
final class Flights<K, V> {

    /** A load of one key. */
    static final class Flight<V> {
        /** What was loaded, empty where only whoever loaded it may have it. */
        private final CompletableFuture<Optional<Entry<V>>> result = new CompletableFuture<>();

        CompletableFuture<Optional<Entry<V>>> result() {
            return result;
        }
    }

    private final Map<K, Flight<V>> flights = new ConcurrentHashMap<>();

    /** Begins those that are not under way; they are the caller's to end. */
    Map<K, Flight<V>> begin(Set<K> keys) {
        Map<K, Flight<V>> begun = new HashMap<>();
        for (K key : keys) {
            Flight<V> flight = new Flight<>();
            if (flights.putIfAbsent(key, flight) == null) {
                begun.put(key, flight);
            }
        }
        return begun;
    }

    /** Those under way. */
    Map<K, Flight<V>> underWay(Set<K> keys) {
        Map<K, Flight<V>> found = new HashMap<>();
        for (K key : keys) {
            Flight<V> flight = flights.get(key);
            if (flight != null) {
                found.put(key, flight);
            }
        }
        return found;
    }

    /** Ends one; whoever joined gets the entry where it may be shared. */
    void end(K key, Flight<V> flight, Entry<V> entry, boolean shared) {
        boolean current = flights.remove(key, flight);
        flight.result.complete(shared && current ? Optional.of(entry) : Optional.empty());
    }

    /** Ends one that came to nothing. */
    void fail(K key, Flight<V> flight, Throwable failure) {
        flights.remove(key, flight);
        flight.result.completeExceptionally(failure);
    }

    /** Ends one that was not to be; whoever joined begins anew. */
    void giveUp(K key, Flight<V> flight) {
        flights.remove(key, flight);
        flight.result.complete(Optional.empty());
    }

    /** Nobody joins those any more. */
    void invalidate(Set<K> keys) {
        keys.forEach(flights::remove);
    }

    /** Nobody joins any. */
    void invalidateAll() {
        flights.clear();
    }
}
