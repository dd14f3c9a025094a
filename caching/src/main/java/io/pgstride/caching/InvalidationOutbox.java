package io.pgstride.caching;

import io.pgstride.caching.store.StoredNames;
import io.pgstride.core.transaction.TransactionHooks;

/**
 * Keeps what a transaction is going to invalidate, in the database and as part of that transaction, so that it is invalidated even if the process dies right behind
 * its commit, or the store forgets. For {@link CacheBuilder#outbox}; several caches of one store share one. Thread-safe.
 */
public interface InvalidationOutbox {

    /**
     * Has it written right before the commit, together with all else that the transaction invalidates; not at all if what was done since is rolled back. A commit whose
     * writing fails is refused.
     *
     * @param transaction on the calling thread
     * @param names what is to be invalidated
     * @return to be told once the store has heard
     */
    Receipt write(TransactionHooks transaction, StoredNames names);

    /** {@return where it sees to it that entries are invalidated, equal to {@link io.pgstride.caching.store.Naming#place} of the caches that it serves} */
    Object place();

    /** What the cache, which invalidates by itself after the commit, has to say. */
    @FunctionalInterface
    interface Receipt {
        /** The store has heard of the invalidation, so that nobody else need tell it. Called by a completion hook, on its thread; otherwise never. */
        void heard();
    }
}
