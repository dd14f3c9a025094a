package io.pgstride.caching.redis;

import io.pgstride.caching.InvalidationOutbox;
import io.pgstride.caching.redis.internal.outbox.Keeper;
import io.pgstride.core.finding.Finding;
import java.util.List;

/**
 * Invalidation that survives: what transactions invalidate is written to a table with them, and whoever is left sees to it that Redis hears of it.
 *
 * <pre>{@code
 * OutboxRelay relay = redis.outbox(dataSource).start();
 * Cache<Long, Dashboard> dashboards = Cache.<Long, Dashboard>builder("dashboard")
 *         .backend(redis.values(JsonCodec.of(Dashboard.class)))
 *         .outbox(relay.outbox())
 *         .…
 * }</pre>
 *
 * <ul>
 *   <li>Before a commit, one {@code INSERT} for all that its transaction invalidates, in all caches.
 *   <li>After it, the process invalidates as always, and marks rows as done in the background.
 *   <li>A row that is not marked in time, as its process died or could not reach Redis, is relayed by any process.
 *   <li>A Redis that was started again, or is another one after a failover, may have lost what it had heard. Each process notices that by itself: it does without Redis until what
 *       was invalidated lately has been replayed.
 * </ul>
 *
 * <p>Thread-safe. Threads: {@code pgstride-outbox-<prefix>-<n>} and the relay's worker, all daemons. Connections of the primary: at most four at once, none while there is
 * nothing to do. Close the caches first, then this, then the backend.
 */
public final class OutboxRelay implements AutoCloseable {
    private final Keeper keeper;

    OutboxRelay(Keeper keeper) {
        this.keeper = keeper;
    }

    /** {@return what caches of the same backend write to, for their builders} */
    public InvalidationOutbox outbox() {
        return keeper.outbox();
    }

    /** {@return what is wrong, by what is known here: a relay that does not run, rows that wait for long, a Redis that is not believed} Does not block. */
    public List<Finding> findings() {
        return keeper.findings();
    }

    /** Ends its threads; what this process has not told is left to others. Caches of the backend go on without Redis for good: each get loads; another relay needs another backend. A second call does nothing. */
    @Override
    public void close() {
        keeper.close();
    }
}
