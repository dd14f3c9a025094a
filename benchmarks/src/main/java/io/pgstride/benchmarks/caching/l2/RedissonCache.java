package io.pgstride.benchmarks.caching.l2;

import io.pgstride.benchmarks.caching.Profile;
import io.pgstride.benchmarks.caching.ProfileTable;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.redisson.Redisson;
import org.redisson.api.RMapCache;
import org.redisson.api.RedissonClient;
import org.redisson.api.map.MapLoader;
import org.redisson.api.options.MapCacheOptions;
import org.redisson.codec.TypedJsonJacksonCodec;
import org.redisson.config.Config;

/** Redisson's {@code RMapCache} with a loader, which loads under a lock that all processes share. */
final class RedissonCache implements ProfileCache {
    private final RedissonClient client;
    private final RMapCache<Long, Profile> cache;

    RedissonCache(URI redis, ProfileTable table) {
        Config config = new Config();
        config.useSingleServer().setAddress(redis.toString()).setConnectionMinimumIdleSize(1);
        client = Redisson.create(config);
        cache = client.getMapCache(MapCacheOptions.<Long, Profile>name("redisson-profiles")
                .codec(new TypedJsonJacksonCodec(Long.class, Profile.class))
                .loader(new MapLoader<Long, Profile>() {
                    @Override
                    public Profile load(Long user) {
                        return table.load(user);
                    }

                    @Override
                    public Iterable<Long> loadAllKeys() {
                        return List.of();
                    }
                }));
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
        client.shutdown();
    }
}
