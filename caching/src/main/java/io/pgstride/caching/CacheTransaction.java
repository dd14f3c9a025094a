package io.pgstride.caching;

import io.pgstride.caching.InvalidationOutbox.Receipt;
import io.pgstride.caching.internal.Engine;
import io.pgstride.caching.internal.Journal;
import io.pgstride.caching.store.Fence;
import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.core.transaction.TransactionOutcome;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A cache within one transaction: what is said here happens once the transaction has committed, and not at all if it is rolled back. With {@linkplain
 * io.pgstride.core.transaction.HookOptions#withTokens() tokens}, reads of replicas may fill the entries again as soon as the replica has replayed the commit;
 * without, only reads of the primary may for a while. If nobody knows whether it has committed, entries are taken away and nothing is stored for them for a while.
 *
 * <p>For one thread, as its connection is.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class CacheTransaction<K, V> {
    private final Engine<K, V> engine;
    private final Journal<K> journal;
    private final TransactionHooks hooks;

    CacheTransaction(Engine<K, V> engine, Journal<K> journal, TransactionHooks hooks) {
        this.engine = engine;
        this.journal = journal;
        this.hooks = hooks;
    }

    /**
     * Takes an entry away after the commit.
     *
     * @param key of the entry
     */
    public void invalidate(K key) {
        invalidateAll(List.of(key));
    }

    /**
     * Takes entries away after the commit.
     *
     * @param keys of the entries
     */
    public void invalidateAll(Iterable<? extends K> keys) {
        Set<K> all = new LinkedHashSet<>();
        keys.forEach(all::add);
        afterwards(journal.keys(hooks, all), fence -> engine.invalidate(all, fence));
    }

    /**
     * Takes away every entry with one of these tags after the commit.
     *
     * @param tags which
     * @throws IllegalStateException if the cache gives its entries no {@linkplain CacheBuilder#tags tags}
     */
    public void invalidateTags(String... tags) {
        engine.requireTags();
        Set<String> all = Set.of(tags);
        afterwards(journal.tags(hooks, all), fence -> engine.invalidateTags(all, fence));
    }

    /**
     * Stores after the commit what this transaction has written. Where the position of the commit is not known, or something later is there, or what was read from a primary, of which nobody
     * knows whether it is later, it takes the entry away instead.
     *
     * @param key of the value
     * @param value as it is in the database once this has committed; null if it is gone, which is remembered too
     */
    public void put(K key, @Nullable V value) {
        Receipt receipt = journal.keys(hooks, Set.of(key));
        hooks.afterCompletion(outcome -> {
            if (outcome instanceof TransactionOutcome.Committed committed
                    && committed.token().isPresent()) {
                tell(receipt, engine.put(key, value, Fence.at(committed.token().get())));
            } else {
                forEnded(outcome, receipt, fence -> engine.invalidate(Set.of(key), fence));
            }
        });
    }

    private void afterwards(Receipt receipt, Predicate<Fence> action) {
        hooks.afterCompletion(outcome -> forEnded(outcome, receipt, action));
    }

    /** What may still be committed is left to the outbox, whatever the store has heard. */
    private static void forEnded(TransactionOutcome outcome, Receipt receipt, Predicate<Fence> action) {
        if (outcome instanceof TransactionOutcome.Committed committed) {
            tell(receipt, action.test(committed.token().map(Fence::at).orElseGet(Fence::now)));
        } else if (outcome instanceof TransactionOutcome.Unknown) {
            var unused = action.test(Fence.closed());
        }
    }

    private static void tell(Receipt receipt, boolean heard) {
        if (heard) {
            receipt.heard();
        }
    }
}
