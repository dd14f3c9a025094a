package io.pgstride.caching.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.pgstride.caching.redis.json.JsonCodec;
import io.pgstride.caching.store.CacheBackend;
import io.pgstride.caching.store.CacheStoreContract;
import io.pgstride.testing.RedisTest;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

@RedisTest
class RedisStoreTest extends CacheStoreContract {
    private static RedisClient client;
    private static RedisBackend redis;

    @BeforeAll
    static void connect(URI uri) {
        client = RedisClient.create();
        redis = RedisBackend.builder(client, RedisURI.create(uri))
                .commandTimeout(Duration.ofSeconds(5))
                .build();
    }

    @AfterAll
    static void close() {
        redis.close();
        client.shutdown();
    }

    @Override
    protected CacheBackend<Long, String> backend() {
        return redis.values(JsonCodec.of(String.class));
    }
}
