package io.pgstride.caching.redis;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.pgstride.caching.StaleRaceContract;
import io.pgstride.caching.redis.json.JsonCodec;
import io.pgstride.caching.store.CacheBackend;
import io.pgstride.caching.store.CacheStore;
import io.pgstride.caching.store.StoreSettings;
import io.pgstride.testing.RedisServer;
import io.pgstride.testing.RedisTest;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Who invalidates is given nothing older from its memory, either. */
@RedisTest
class RedisNearStaleRaceTest extends StaleRaceContract {
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

    @BeforeEach
    void empty(RedisServer server) {
        server.flush();
    }

    @AfterAll
    static void close() {
        redis.close();
        client.shutdown();
    }

    @Override
    protected CacheBackend<Long, Long> backend() {
        return RedisNearStaleRaceTest::open;
    }

    private static CacheStore<Long, Long> open(StoreSettings<Long> settings) {
        CacheStore<Long, Long> store =
                redis.<Long, Long>values(JsonCodec.of(Long.class)).near(100_000).open(settings);
        await().until(() -> counters.gauge("pgstride.caching.redis.near-bypassed") == 0);
        return store;
    }
}
