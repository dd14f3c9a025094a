package io.pgstride.benchmarks.caching.l2;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.CacheLoader;
import com.alicp.jetcache.CacheValueHolder;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.fasterxml.jackson.core.type.TypeReference;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.pgstride.benchmarks.caching.Profile;
import io.pgstride.benchmarks.caching.ProfileTable;
import io.pgstride.caching.redis.json.JsonCodec;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** JetCache with a loader and JSON, of its holder of values with them. Where it protects from stampedes, it loads several keys one by one. */
final class JetcacheCache implements ProfileCache {
    private final JsonCodec<CacheValueHolder<Profile>> codec = JsonCodec.of(new TypeReference<>() {});
    private final RedisClient client;
    private final Cache<Long, Profile> cache;

    JetcacheCache(URI redis, ProfileTable table, boolean protecting) {
        client = RedisClient.create(RedisURI.create(redis));
        cache = RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
                .redisClient(client)
                .keyPrefix("jetcache:")
                .keyConvertor(String::valueOf)
                .valueEncoder(this::encode)
                .valueDecoder(this::decode)
                .expireAfterWrite(Loads.EXPIRY.toMillis(), TimeUnit.MILLISECONDS)
                .cachePenetrateProtect(protecting)
                .loader(loader(table))
                .buildCache();
    }

    private static CacheLoader<Long, Profile> loader(ProfileTable table) {
        return new CacheLoader<>() {
            @Override
            public Profile load(Long user) {
                return table.load(user);
            }

            @Override
            public Map<Long, Profile> loadAll(Set<Long> users) {
                return Loads.of(table, users);
            }
        };
    }

    @SuppressWarnings("unchecked") // It is asked to encode nothing else.
    private byte[] encode(Object holder) {
        try {
            return codec.encode((CacheValueHolder<Profile>) holder);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Object decode(byte[] bytes) {
        try {
            return codec.decode(bytes);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Profile get(long user) {
        return cache.get(user);
    }

    @Override
    public Map<Long, Profile> getAll(Set<Long> users) {
        return cache.getAll(users);
    }

    @Override
    public void close() {
        cache.close();
        client.shutdown(0, 1, TimeUnit.SECONDS);
    }
}
