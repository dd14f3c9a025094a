package io.pgstride.benchmarks.caching.races;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.pgstride.caching.Cache;
import io.pgstride.caching.CacheBuilder;
import io.pgstride.caching.CacheLoader;
import io.pgstride.caching.redis.RedisBackend;
import io.pgstride.caching.redis.json.JsonCodec;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jooq.DSLContext;

/** A cache of ours in Redis. */
final class Cached implements Way {
    private static final Duration EXPIRY = Duration.ofMillis(2);

    private final RedisClient client = RedisClient.create();
    private final Background background = new Background();
    private final RedisBackend redis;
    private final Cache<Long, Long> cache;
    private final boolean expiring;

    private Cached(String name, URI uri, DataSource reads, DataSource primary, Pauses pauses, boolean expiring) {
        this.expiring = expiring;
        redis = RedisBackend.builder(client, RedisURI.create(uri))
                .commandTimeout(Duration.ofSeconds(5))
                .build();
        CacheBuilder<Long, Long> builder = Cache.<Long, Long>builder(name)
                .backend(redis.values(JsonCodec.of(Long.class)))
                .executor(background)
                .loader(reads, primary, CacheLoader.each((dsl, id) -> load(dsl, id, pauses)));
        cache = (expiring ? expiring(builder) : builder).build();
    }

    static Cached plain(String name, URI redis, DataSource reads, DataSource primary, Pauses pauses) {
        return new Cached(name, redis, reads, primary, pauses, false);
    }

    /** With entries that have expired when the race begins, so that the reader is given them and they are loaded again beside him. */
    static Cached expiring(String name, URI redis, DataSource reads, DataSource primary, Pauses pauses) {
        return new Cached(name, redis, reads, primary, pauses, true);
    }

    private static Long load(DSLContext dsl, Long id, Pauses pauses) {
        Long cents = Objects.requireNonNull(dsl.connectionResult(read -> Prices.read(read, id)));
        pauses.pause();
        return cents;
    }

    private static CacheBuilder<Long, Long> expiring(CacheBuilder<Long, Long> builder) {
        return builder.expireAfter(EXPIRY).staleWhileRevalidate(Duration.ofHours(1));
    }

    @Override
    public void prepare(long id) {
        if (expiring) {
            cache.get(id);
            long expired = System.nanoTime() + EXPIRY.toNanos();
            while (System.nanoTime() - expired < 0) {
                LockSupport.parkNanos(expired - System.nanoTime());
            }
        }
    }

    @Override
    public long get(long id) {
        return Objects.requireNonNull(cache.get(id));
    }

    @Override
    public void changing(DSLContext transaction, long id) {
        cache.in(transaction).invalidate(id);
    }

    @Override
    public void settle() {
        background.await();
    }

    @Override
    public void close() {
        background.await();
        cache.close();
        background.close();
        redis.close();
        client.shutdown(0, 1, TimeUnit.SECONDS);
    }
}
