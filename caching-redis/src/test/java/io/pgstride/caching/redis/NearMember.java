package io.pgstride.caching.redis;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.pgstride.caching.Cache;
import io.pgstride.caching.CacheBuilder;
import io.pgstride.caching.redis.internal.Connector;
import io.pgstride.caching.redis.json.JsonCodec;
import io.pgstride.core.finding.Finding;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A process that holds rows in memory and in Redis; several in one JVM know of each other only by Redis. */
final class NearMember implements AutoCloseable {
    static final Duration BOUND = Duration.ofMillis(600);
    static final int ENTRIES = 10_000;

    private final Runnable shutdown;
    private final RedisBackend redis;
    private final Cache<Long, Long> cache;
    private final Map<Long, Long> rows;
    private final Counters counters = new Counters();
    private final AtomicInteger loads = new AtomicInteger();

    NearMember(
            RedisBackendBuilder builder,
            Runnable shutdown,
            Map<Long, Long> rows,
            Function<CacheBuilder<Long, Long>, CacheBuilder<Long, Long>> options) {
        this.shutdown = shutdown;
        this.rows = rows;
        this.redis = builder.nearStaleness(BOUND)
                .commandTimeout(Duration.ofSeconds(5))
                .telemetry(counters)
                .build();
        this.cache = options.apply(Cache.<Long, Long>builder("rows")
                        .backend(redis.<Long, Long>values(JsonCodec.of(Long.class))
                                .near(ENTRIES))
                        .earlyRefresh(0)
                        .tags(key -> Set.of("all"))
                        .telemetry(counters)
                        .loader(this::load))
                .build();
    }

    static NearMember of(URI uri, Map<Long, Long> rows) {
        return of(RedisClient.create(), uri, rows);
    }

    static NearMember of(RedisClient client, URI uri, Map<Long, Long> rows) {
        return new NearMember(
                RedisBackend.builder(client, RedisURI.create(uri)), client::shutdown, rows, options -> options);
    }

    /** Commands go by one way, and what is said of changes by another one. */
    static NearMember of(URI commands, URI changes, Map<Long, Long> rows) {
        RedisClient client = RedisClient.create();
        AtomicInteger made = new AtomicInteger();
        Connector connector =
                new Connector(() -> connect(client, made.getAndIncrement() == 0 ? commands : changes), false);
        return new NearMember(new RedisBackendBuilder(connector), client::shutdown, rows, options -> options);
    }

    private static CompletionStage<StatefulConnection<byte[], byte[]>> connect(RedisClient client, URI uri) {
        return client.connectAsync(ByteArrayCodec.INSTANCE, RedisURI.create(uri))
                .thenApply(connection -> connection);
    }

    private Map<Long, Long> load(Set<Long> keys) {
        loads.incrementAndGet();
        Map<Long, Long> values = new HashMap<>();
        keys.forEach(key -> {
            Long value = rows.get(key);
            if (value != null) {
                values.put(key, value);
            }
        });
        return values;
    }

    Cache<Long, Long> cache() {
        return cache;
    }

    Counters counters() {
        return counters;
    }

    int loads() {
        return loads.get();
    }

    List<Finding> findings() {
        return redis.findings();
    }

    RedisBackend backend() {
        return redis;
    }

    /** A commit, and what follows it. */
    void write(long id, long value) {
        rows.put(id, value);
        cache.invalidate(Set.of(id));
    }

    /** Whether a value comes from memory. */
    boolean isNear(long id) {
        long before = hits();
        cache.get(id);
        return hits() > before;
    }

    long hits() {
        return counters.count("pgstride.caching.redis.near-hits");
    }

    boolean isBypassed() {
        return counters.gauge("pgstride.caching.redis.near-bypassed") == 1;
    }

    NearMember awaitNear(long id) {
        await().atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> isNear(id));
        return this;
    }

    @Override
    public void close() {
        cache.close();
        redis.close();
        shutdown.run();
    }
}
