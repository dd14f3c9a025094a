package io.pgstride.caching.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.pgstride.caching.redis.json.JsonCodec;
import io.pgstride.caching.store.CacheBackend;
import io.pgstride.caching.store.CacheStoreContract;
import io.pgstride.testing.RedisCluster;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisClusterStoreTest extends CacheStoreContract {
    private static RedisCluster cluster;
    private static RedisClusterClient client;
    private static RedisBackend redis;

    @BeforeAll
    static void connect() {
        cluster = RedisCluster.builder().start();
        client = RedisClusterClient.create(
                cluster.uris().stream().map(RedisURI::create).toList());
        redis = RedisBackend.builder(client)
                .commandTimeout(Duration.ofSeconds(5))
                .build();
    }

    @AfterAll
    static void close() {
        redis.close();
        client.shutdown();
        cluster.close();
    }

    @Override
    protected CacheBackend<Long, String> backend() {
        return redis.values(JsonCodec.of(String.class));
    }
}
