package io.pgstride.caching.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.pgstride.caching.redis.internal.Connector;
import io.pgstride.caching.redis.internal.OutboxTarget;
import io.pgstride.caching.redis.internal.Redis;
import io.pgstride.caching.redis.internal.StoreFactory;
import io.pgstride.core.finding.Finding;
import io.pgstride.core.telemetry.Telemetry;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * Redis as the place of caches that processes share: a single server, one that Sentinels watch, or a cluster, from version 5 on. One connection serves all caches of
 * a backend; one more to each master tells those with {@linkplain RedisValues#near near} entries what changes, and a daemon thread {@code pgstride-near-<prefix>} pings there.
 *
 * <pre>{@code
 * RedisClient client = RedisClient.create();
 * RedisBackend redis = RedisBackend.builder(client, RedisURI.create("redis://host")).build();
 *
 * Cache<Long, Dashboard> dashboards = Cache.<Long, Dashboard>builder("dashboard")
 *         .backend(redis.values(JsonCodec.of(Dashboard.class)))
 *         .loader(dataSource, (dsl, users) -> ...)
 *         .build();
 * }</pre>
 *
 * <p>Where Redis is out of reach, caches load without it and nobody sees an error: a command that takes longer than its time-out is given up, and after several of
 * them Redis is left alone for a while, then tried again.
 *
 * <p>Thread-safe. The client stays yours; it must connect again by itself ({@code autoReconnect}, as is its default), and be shut down after this is closed. Values
 * are encoded and decoded on the threads of those who ask; for {@code getAsync}, on Lettuce's.
 */
public final class RedisBackend implements AutoCloseable {
    private final Redis redis;
    private final StoreFactory stores;
    private final OutboxTarget target;
    private final Telemetry.Registration gauge;

    RedisBackend(Redis redis, StoreFactory stores, OutboxTarget target, Telemetry.Registration gauge) {
        this.target = target;
        this.redis = redis;
        this.stores = stores;
        this.gauge = gauge;
    }

    /**
     * {@return the description of a backend on a single server, or on the master that Sentinels name}
     *
     * @param client stays the caller's to shut down
     * @param uri of the server, or of the Sentinels
     */
    public static RedisBackendBuilder builder(RedisClient client, RedisURI uri) {
        Objects.requireNonNull(client, "client");
        Objects.requireNonNull(uri, "uri");
        return new RedisBackendBuilder(new Connector(
                () -> client.connectAsync(ByteArrayCodec.INSTANCE, uri)
                        .<StatefulConnection<byte[], byte[]>>thenApply(connection -> connection),
                false));
    }

    /**
     * {@return the description of a backend on a cluster} Only masters are read.
     *
     * @param client stays the caller's to shut down; let it refresh its topology, which before Lettuce 7 it does only if told
     */
    public static RedisBackendBuilder builder(RedisClusterClient client) {
        Objects.requireNonNull(client, "client");
        return new RedisBackendBuilder(new Connector(
                () -> client.refreshPartitionsAsync()
                        .thenCompose(known -> client.connectAsync(ByteArrayCodec.INSTANCE))
                        .<StatefulConnection<byte[], byte[]>>thenApply(connection -> connection),
                true));
    }

    /**
     * {@return where a cache keeps its entries, for its builder}
     *
     * @param codec makes bytes of values
     * @param <K> the type of keys
     * @param <V> the type of values
     */
    public <K, V> RedisValues<K, V> values(Codec<V> codec) {
        return RedisValues.of(stores, codec);
    }

    /**
     * {@return the description of an outbox for the caches of this backend, and of the relay of this process} At most one for a backend.
     *
     * @param primary the DataSource of the primary, the one of the transactions or another one on the same database; stays the caller's to close
     */
    public OutboxRelayBuilder outbox(DataSource primary) {
        return new OutboxRelayBuilder(target, primary);
    }

    /** {@return what is wrong, by what is known here: Redis that does not answer, values that are too long or cannot be read, near entries that are bypassed, memory that is full} Does not block. */
    public List<Finding> findings() {
        return stores.findings();
    }

    /** Closes the connections. Caches that are still used go on without Redis. A second call does nothing. */
    @Override
    public void close() {
        gauge.close();
        stores.close();
        redis.close();
    }
}
