package io.pgstride.caching.store;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the entries of one cache. Thread-safe. A stage that fails says that the store cannot be reached; the cache goes on without it. What a stage supplies is made
 * of the store's answer by whoever takes it, once and on his own thread, so that values are not decoded on the threads of a client.
 *
 * <p>The protocol, which every store keeps, for each key by itself:
 *
 * <ol>
 *   <li>A key has an entry or a fence or neither, and beside it a lease or none. What changes one of them does so in one step.
 *   <li>{@link #claim} grants the lease only where there is none; it ends by itself. The fence that it hands out was read in that step.
 *   <li>{@link #fill} stores only while its lease is still there, and only what passes the fence. The lease ends with it.
 *   <li>{@link #invalidate} ends the lease, takes the entry away, and leaves the greater of its fence and the one that stood there. Fences stand for the store's
 *       time of fences, longer than a lease and a replica's greatest lag together; a store that drops one earlier drops nothing silently, but lets nothing but
 *       reads of a primary pass.
 * </ol>
 *
 * <p>So a load that began before an invalidation is not stored, as its lease is gone; and one that began after it is stored only if it had seen the commit. After
 * the leases of memcache at Facebook (Nishtala et al., NSDI '13), with a fence for reads of replicas.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface CacheStore<K, V> extends AutoCloseable {

    /**
     * {@return what this process holds in memory for a key; null where it would have to ask} Does not block.
     *
     * @param key of the entry
     */
    @Nullable
    Entry<V> near(K key);

    /**
     * {@return the entries that there are, in one round trip}
     *
     * @param keys of the entries
     */
    CompletionStage<Supplier<Map<K, Entry<V>>>> find(Set<K> keys);

    /**
     * Asks for leases.
     *
     * @param keys of the entries
     * @param lease how long each is at most
     * @param refresh whether to ask also where there is an entry that is fresh; otherwise that one is the answer
     * @return an answer for each key, in one round trip
     */
    CompletionStage<Supplier<Map<K, Claim<V>>>> claim(Set<K> keys, Duration lease, boolean refresh);

    /**
     * Stores what was loaded.
     *
     * @param fills by key
     * @return the keys that were stored, or would have been but for what their values are, such as too large; in one round trip
     */
    CompletionStage<Set<K>> fill(Map<K, Fill<V>> fills);

    /**
     * Gives leases back without storing anything, so that nobody waits for them.
     *
     * @param leases by key
     * @return done
     */
    CompletionStage<Void> release(Map<K, Claim.Won<V>> leases);

    /**
     * Takes entries away.
     *
     * @param keys of the entries
     * @param fence what the next loads must have seen
     * @return done, in one round trip
     */
    CompletionStage<Void> invalidate(Set<K> keys, Fence fence);

    /**
     * Takes away every entry that was stored with one of these tags.
     *
     * @param tags which
     * @param fence what the next loads must have seen
     * @return done, in one round trip
     */
    CompletionStage<Void> invalidateTags(Set<String> tags, Fence fence);

    /**
     * Stores what a commit has written, unless something later is there or stood there; takes the entry away where that cannot be told. Ends the lease.
     *
     * @param key of the entry
     * @param entry what to store
     * @param commit of the transaction that wrote it
     * @return done, in one round trip, or two where there are tags
     */
    CompletionStage<Void> put(K key, Entry<V> entry, Fence commit);

    /** {@return how an {@link io.pgstride.caching.InvalidationOutbox} names what is kept here; empty where that ends with this process, or nobody else can invalidate it} */
    default Optional<Naming<K>> naming() {
        return Optional.empty();
    }

    /** Drops what is held in memory; what is held elsewhere stays. */
    @Override
    void close();
}
