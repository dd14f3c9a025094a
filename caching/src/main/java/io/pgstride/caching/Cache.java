package io.pgstride.caching;

import io.pgstride.caching.internal.Engine;
import io.pgstride.caching.internal.Journal;
import io.pgstride.caching.store.Fence;
import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.NoTransactionException;
import io.pgstride.core.finding.Finding;
import io.pgstride.core.transaction.TransactionHooks;
import java.sql.Connection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Values of a database kept aside, which are never left stale: what was read before a commit does not stay behind it, whichever order the messages arrive in, and also
 * where it was read from a replica that lags.
 *
 * <pre>{@code
 * Cache<Long, Dashboard> dashboards = Cache.<Long, Dashboard>builder("dashboard")
 *         .backend(new CaffeineBackend<>(10_000))
 *         .expireAfter(Duration.ofMinutes(10))
 *         .loader(dataSource, (dsl, users) -> ...)
 *         .build();
 *
 * Dashboard dashboard = dashboards.get(user);
 *
 * transactions.run(dsl -> {
 *     dsl.update(...);
 *     dashboards.in(dsl).invalidate(user); // once this has committed
 * });
 * }</pre>
 *
 * <p>Between the commit and the end of its invalidation, which is before {@code commit()} returns, others may still be given what was. What stays then is at least as
 * new as the commit.
 *
 * <p>Thread-safe. {@link #get} blocks while it loads, on the calling thread, on a connection of its own: never on that of the caller's transaction, whose changes it
 * does not see; for that there is {@link #in}.
 *
 * @param <K> the type of keys, with {@code equals} and {@code hashCode}
 * @param <V> the type of values
 */
public final class Cache<K, V> implements AutoCloseable {
    private final Engine<K, V> engine;
    private final Journal<K> journal;
    private final Runnable closing;

    Cache(Engine<K, V> engine, Journal<K> journal, Runnable closing) {
        this.engine = engine;
        this.journal = journal;
        this.closing = closing;
    }

    /**
     * {@return the description of a cache}
     *
     * @param name 1 to 63 lower-case letters, digits and hyphens; it is in keys, tags of telemetry and messages
     * @param <K> the type of keys
     * @param <V> the type of values
     * @throws IllegalArgumentException if the name is malformed
     */
    public static <K, V> CacheBuilder<K, V> builder(String name) {
        return new CacheBuilder<>(name);
    }

    /**
     * {@return the value of a key, loaded if it is not there; null where the source has none}
     *
     * @param key of the value
     * @throws CacheLoadException if loading failed and there is nothing stale to give
     * @throws CacheBusyException if there was no value in time
     */
    public @Nullable V get(K key) {
        return engine.get(key);
    }

    /**
     * {@return the values of several keys, those that there are} What is missing is loaded by one call of the loader, or by as many as the keys of one load make.
     *
     * @param keys of the values
     * @throws CacheLoadException if loading failed and there is nothing stale to give for all that was missing
     * @throws CacheBusyException if there was no value in time
     */
    public Map<K, V> getAll(Collection<? extends K> keys) {
        return engine.getAll(keys);
    }

    /**
     * {@return the value of a key, without blocking} It is loaded on the cache's executor.
     *
     * @param key of the value
     */
    public CompletionStage<@Nullable V> getAsync(K key) {
        return engine.getAllAsync(Set.of(key)).thenApply(values -> values.get(key));
    }

    /**
     * {@return the values of several keys, without blocking}
     *
     * @param keys of the values
     */
    public CompletionStage<Map<K, V>> getAllAsync(Collection<? extends K> keys) {
        return engine.getAllAsync(keys);
    }

    /**
     * {@return this cache within a transaction} Use one for a transaction, on its thread, and no longer than it.
     *
     * @param transaction on whose connection the transaction is open, as {@code tx.dsl()} within jOOQ's {@code transaction}
     * @throws NoTransactionException if no transaction is open, or its DataSource is not wrapped by {@link TransactionHooks#wrap}
     */
    public CacheTransaction<K, V> in(DSLContext transaction) {
        return new CacheTransaction<>(engine, journal, TransactionHooks.of(transaction));
    }

    /**
     * {@return this cache within a transaction} Use one for a transaction, on its thread, and no longer than it.
     *
     * @param transaction a connection that is not in autocommit mode
     * @throws NoTransactionException if its DataSource is not wrapped by {@link TransactionHooks#wrap}
     */
    public CacheTransaction<K, V> in(Connection transaction) {
        return new CacheTransaction<>(engine, journal, TransactionHooks.of(transaction));
    }

    /**
     * Takes entries away after a commit of which the position is known, made elsewhere.
     *
     * @param commit its token
     * @param keys of the entries
     */
    public void invalidate(ConsistencyToken commit, Collection<? extends K> keys) {
        engine.invalidate(Set.copyOf(keys), Fence.at(commit));
    }

    /**
     * Takes entries away after a change that was committed, nobody knows where. Until its fence is gone, only what was read from a primary is stored for them.
     *
     * @param keys of the entries
     */
    public void invalidate(Collection<? extends K> keys) {
        engine.invalidate(Set.copyOf(keys), Fence.now());
    }

    /**
     * Takes away every entry with one of these tags, after a change that was committed.
     *
     * @param tags which
     * @throws IllegalStateException if the cache gives its entries no {@linkplain CacheBuilder#tags tags}
     */
    public void invalidateTags(Collection<String> tags) {
        engine.requireTags();
        engine.invalidateTags(Set.copyOf(tags), Fence.now());
    }

    /**
     * {@return what is wrong, by what this process has seen of late} {@code caching.low-hit-rate}, {@code slow-loads}, {@code failing-loads}, {@code rejected-loads},
     * {@code unheard-invalidations}, {@code unknown-freshness}, {@code primary-is-behind}. Does not block.
     */
    public List<Finding> findings() {
        return engine.findings();
    }

    /** Ends the cache's own threads, unless the executor is yours, and closes its store. What runs is finished. Who still asks loads for himself, or is told by {@link CacheBusyException}. A second call does nothing. */
    @Override
    public void close() {
        closing.run();
    }

    @Override
    public String toString() {
        return "Cache[" + engine + "]";
    }
}
