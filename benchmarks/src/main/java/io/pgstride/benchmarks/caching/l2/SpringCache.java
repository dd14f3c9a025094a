package io.pgstride.benchmarks.caching.l2;

import io.pgstride.benchmarks.caching.Profile;
import io.pgstride.benchmarks.caching.ProfileTable;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.cache.Cache;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.serializer.Jackson2JsonRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializationContext.SerializationPair;

/** Spring's cache on Redis, as {@code @Cacheable(sync = true)} uses it, with the writer that locks; it has no form for several keys. */
final class SpringCache implements ProfileCache {
    private final LettuceConnectionFactory connections;
    private final Cache cache;
    private final ProfileTable table;

    SpringCache(URI redis, ProfileTable table) {
        this.table = table;
        connections = new LettuceConnectionFactory(redis.getHost(), redis.getPort());
        connections.afterPropertiesSet();
        connections.start();
        RedisCacheConfiguration values = RedisCacheConfiguration.defaultCacheConfig()
                .entryTtl(Loads.EXPIRY)
                .serializeValuesWith(
                        SerializationPair.fromSerializer(new Jackson2JsonRedisSerializer<>(Profile.class)));
        RedisCacheManager manager = RedisCacheManager.builder(RedisCacheWriter.lockingRedisCacheWriter(connections))
                .cacheDefaults(values)
                .build();
        manager.afterPropertiesSet();
        cache = Objects.requireNonNull(manager.getCache("spring-profiles"));
    }

    @Override
    public Profile get(long user) {
        return Objects.requireNonNull(cache.get(user, () -> table.load(user)));
    }

    @Override
    public Map<Long, Profile> getAll(Set<Long> users) {
        Map<Long, Profile> profiles = new HashMap<>();
        users.forEach(user -> profiles.put(user, get(user)));
        return profiles;
    }

    @Override
    public void close() {
        connections.destroy();
    }
}
