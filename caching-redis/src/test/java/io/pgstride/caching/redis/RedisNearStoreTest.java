package io.pgstride.caching.redis;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.pgstride.caching.redis.json.JsonCodec;
import io.pgstride.caching.store.CacheBackend;
import io.pgstride.caching.store.CacheStore;
import io.pgstride.caching.store.CacheStoreContract;
import io.pgstride.caching.store.StoreSettings;
import io.pgstride.testing.RedisTest;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

@RedisTest
class RedisNearStoreTest extends CacheStoreContract {
    private static RedisClient client;
    private static RedisBackend redis;
    private static Counters counters;

    @BeforeAll
    static void connect(URI uri) {
        client = RedisClient.create();
        counters = new Counters();
        redis = RedisBackend.builder(client, RedisURI.create(uri))
                .commandTimeout(Duration.ofSeconds(5))
                .telemetry(counters)
                .build();
    }

    @AfterAll
    static void close() {
        redis.close();
        client.shutdown();
    }

    @Override
    protected CacheBackend<Long, String> backend() {
        return RedisNearStoreTest::open;
    }

    private static CacheStore<Long, String> open(StoreSettings<Long> settings) {
        CacheStore<Long, String> store = redis.<Long, String>values(JsonCodec.of(String.class))
                .near(1000)
                .open(settings);
        await().until(() -> counters.gauge("pgstride.caching.redis.near-bypassed") == 0);
        return store;
    }
}
