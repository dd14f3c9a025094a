package io.pgstride.caching.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.pgstride.caching.Cache;
import io.pgstride.caching.CacheBuilder;
import io.pgstride.caching.CacheLoader;
import io.pgstride.caching.redis.json.JsonCodec;
import io.pgstride.core.transaction.HookOptions;
import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.core.transaction.Transactions;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** A process that has a cache of rows, with an outbox or without; several in one JVM know of each other only by the database and Redis. */
final class Member implements AutoCloseable {
    private static final Duration DELAY = Duration.ofMillis(500);

    private final AbstractRedisClient client;
    private final RedisBackend redis;
    private final Optional<OutboxRelay> relay;
    private final Transactions transactions;
    private final Cache<Long, String> cache;
    private final Counters counters = new Counters();
    private final AtomicInteger loads = new AtomicInteger();

    private Member(
            AbstractRedisClient client,
            RedisBackendBuilder redis,
            DataSource database,
            DataSource reads,
            Optional<Duration> delay) {
        this.client = client;
        this.redis = redis.prefix(delay.isPresent() ? "durable" : "control")
                .telemetry(counters)
                .build();
        this.transactions = Transactions.on(
                TransactionHooks.wrap(database, HookOptions.ofDefaults().withTokens()));
        this.relay = delay.map(time ->
                this.redis.outbox(database).delay(time).telemetry(counters).start());
        this.cache = builder("notes")
                .loader(reads, database, CacheLoader.each(this::load))
                .tags(key -> Set.of("all"))
                .build();
    }

    /** With a single server, or with one that Sentinels name. */
    static Member of(URI uri, DataSource database, boolean durable) {
        return of(uri, database, database, durable);
    }

    static Member of(URI uri, DataSource database, DataSource reads, boolean durable) {
        return of(uri, database, reads, delay(durable));
    }

    static Member of(URI uri, DataSource database, DataSource reads, Optional<Duration> delay) {
        RedisClient client = RedisClient.create();
        return new Member(client, RedisBackend.builder(client, RedisURI.create(uri)), database, reads, delay);
    }

    static Member ofCluster(RedisClusterClient client, DataSource database, boolean durable) {
        return new Member(client, RedisBackend.builder(client), database, database, delay(durable));
    }

    private static Optional<Duration> delay(boolean durable) {
        return durable ? Optional.of(DELAY) : Optional.empty();
    }

    static void create(DataSource database) {
        DSLContext dsl = DSL.using(database, SQLDialect.POSTGRES);
        dsl.execute("drop table if exists note, pgstride_cache_outbox");
        dsl.execute("create table note (id bigint primary key, text text)");
        dsl.execute("insert into note select n, 'old' from generate_series(1, 1000) n");
        dsl.execute(OutboxTable.ofDefaults().ddl());
    }

    private String load(DSLContext dsl, Long id) {
        loads.incrementAndGet();
        return dsl.fetchSingle("select text from note where id = ?", id).get(0, String.class);
    }

    CacheBuilder<Long, String> builder(String name) {
        CacheBuilder<Long, String> builder = Cache.<Long, String>builder(name)
                .backend(redis.values(JsonCodec.of(String.class)))
                .expireAfter(Duration.ofHours(1))
                .earlyRefresh(0)
                .telemetry(counters);
        relay.ifPresent(there -> builder.outbox(there.outbox()));
        return builder;
    }

    RedisBackend backend() {
        return redis;
    }

    Cache<Long, String> cache() {
        return cache;
    }

    OutboxRelay relay() {
        return relay.orElseThrow();
    }

    Counters counters() {
        return counters;
    }

    Transactions transactions() {
        return transactions;
    }

    /** Whether Redis is used, and holds what is asked for. */
    boolean isHit(long id) {
        int before = loads.get();
        cache.get(id);
        return loads.get() == before;
    }

    boolean isTrusting() {
        return counters.gauge("pgstride.caching.outbox.distrusted") == 0;
    }

    /** A commit that invalidates. */
    void write(long id, String text) {
        transactions.run(tx -> {
            tx.execute("update note set text = ? where id = ?", text, id);
            cache.in(tx).invalidate(id);
        });
    }

    @Override
    public void close() {
        cache.close();
        relay.ifPresent(OutboxRelay::close);
        redis.close();
        client.shutdown();
    }
}
