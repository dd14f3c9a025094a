package io.pgstride.benchmarks.caching.l2;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.pgstride.benchmarks.caching.Profile;
import io.pgstride.benchmarks.caching.ProfileTable;
import io.pgstride.caching.Cache;
import io.pgstride.caching.redis.RedisBackend;
import io.pgstride.caching.redis.json.JsonCodec;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A cache of ours with the defaults, but for the time of a command: on a busy machine none is to be given up. */
final class PgstrideCache implements ProfileCache {
    private final RedisClient client = RedisClient.create();
    private final RedisBackend backend;
    private final Cache<Long, Profile> cache;

    PgstrideCache(URI redis, ProfileTable table) {
        backend = RedisBackend.builder(client, RedisURI.create(redis))
                .commandTimeout(Duration.ofSeconds(5))
                .build();
        cache = Cache.<Long, Profile>builder("profiles")
                .backend(backend.values(JsonCodec.of(Profile.class)))
                .expireAfter(Loads.EXPIRY)
                .loader(
                        table.dataSource(),
                        (dsl, users) -> Objects.requireNonNull(dsl.connectionResult(read -> table.load(read, users))))
                .build();
    }

    @Override
    public Profile get(long user) {
        return Objects.requireNonNull(cache.get(user));
    }

    @Override
    public Map<Long, Profile> getAll(Set<Long> users) {
        return cache.getAll(users);
    }

    @Override
    public void close() {
        cache.close();
        backend.close();
        client.shutdown(0, 1, TimeUnit.SECONDS);
    }
}
