package io.pgstride.core.pool;

import io.pgstride.core.PgstrideException;
import io.pgstride.core.internal.pool.Preset;

/**
 * Presets of connection pools: settings of HikariCP and pgjdbc for a purpose, each with its reason in {@code docs/pools.md}.
 *
 * <pre>{@code
 * HikariDataSource pool = Pools.server("jdbc:postgresql://db/shop")
 *         .user("shop").password(secret)
 *         .size(PoolSize.of(8, 1).over(4))
 *         .applicationName("shop")
 *         .open();
 * }</pre>
 *
 * <p>A preset ends in an ordinary {@link com.zaxxer.hikari.HikariConfig}. What the URL says wins over it, as pgjdbc has it.
 */
public final class Pools {
    private Pools() {}

    /**
     * {@return a pool for a program that runs for days and answers requests} Of fixed size; statements may take 30 seconds, waits for a
     * connection 5; the program does not start without the database.
     *
     * @param url {@code jdbc:postgresql://HOST[:PORT][,…]/DATABASE[?PARAMETERS]}
     * @throws PgstrideException if the URL is not of that shape
     */
    public static PoolBuilder server(String url) {
        return new PoolBuilder(url, Preset.SERVER);
    }

    /**
     * {@return a pool for batches, backfills and queues} Statements may take an hour; connections that were idle for a minute are closed;
     * batches of INSERTs are rewritten, so their update counts are not known.
     *
     * @param url {@code jdbc:postgresql://HOST[:PORT][,…]/DATABASE[?PARAMETERS]}
     * @throws PgstrideException if the URL is not of that shape
     */
    public static PoolBuilder worker(String url) {
        return new PoolBuilder(url, Preset.WORKER);
    }

    /**
     * {@return a pool of one connection for a function that starts cold and is frozen between its calls} It is opened by the first use, and the
     * server ends it when it was idle for a minute.
     *
     * @param url {@code jdbc:postgresql://HOST[:PORT][,…]/DATABASE[?PARAMETERS]}
     * @throws PgstrideException if the URL is not of that shape
     */
    public static PoolBuilder serverless(String url) {
        return new PoolBuilder(url, Preset.SERVERLESS);
    }

    /**
     * {@return a pool for reads from a standby} Its host may be down at the start and later; a wait for a connection takes a second at most, so
     * that the caller can turn elsewhere; writes are refused, also after a promotion.
     *
     * @param url {@code jdbc:postgresql://HOST[:PORT][,…]/DATABASE[?PARAMETERS]}
     * @throws PgstrideException if the URL is not of that shape
     */
    public static PoolBuilder replica(String url) {
        return new PoolBuilder(url, Preset.REPLICA);
    }
}
