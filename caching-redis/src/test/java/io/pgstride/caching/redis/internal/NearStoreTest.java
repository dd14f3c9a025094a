package io.pgstride.caching.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.ByteArrayCodec;
import io.pgstride.caching.redis.json.JsonCodec;
import io.pgstride.caching.store.CacheStore;
import io.pgstride.caching.store.Entry;
import io.pgstride.caching.store.Fence;
import io.pgstride.caching.store.StoreSettings;
import io.pgstride.core.telemetry.Telemetry;
import io.pgstride.testing.RedisTest;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@RedisTest
class NearStoreTest {
    private static final Duration BOUND = Duration.ofSeconds(1);
    private static final Entry<Long> ENTRY = new Entry<>(1L, 0, Long.MAX_VALUE >> 16, Long.MAX_VALUE >> 16, 1);

    private final RedisClient client = RedisClient.create();
    private final Redis redis;
    private final StoreFactory stores;
    private final CacheStore<Long, Long> store;

    NearStoreTest(URI uri) {
        Connector connector = new Connector(
                () -> client.connectAsync(ByteArrayCodec.INSTANCE, RedisURI.create(uri))
                        .thenApply(connection -> connection),
                false);
        redis = new Redis("near", connector, Duration.ofSeconds(5), new BreakerSettings(5, BOUND));
        stores = new StoreFactory(redis, "near", BOUND, Telemetry.none());
        store = stores.openNear(
                new StoreSettings<>(
                        "gated", 1, key -> Set.of(), Duration.ofMinutes(1), Clock.systemUTC(), Telemetry.none()),
                new KeyText<>(),
                new ValueForm<>(JsonCodec.of(Long.class), Integer.MAX_VALUE, 1000),
                10);
        store.put(7L, ENTRY, Fence.now()).toCompletableFuture().join();
    }

    @AfterEach
    void close() {
        store.close();
        stores.close();
        redis.close();
        client.shutdown();
    }

    private boolean isHeld() {
        store.find(Set.of(7L))
                .thenAccept(answer -> answer.get())
                .toCompletableFuture()
                .join();
        return store.near(7L) != null;
    }

    @Test
    void whatIsHeldCountsOnlyWhileTheGateWasOpen() {
        await().until(this::isHeld);
        redis.gate().close();
        assertThat(store.near(7L)).as("closed").isNull();
        redis.gate().open(redis.gate().number());
        assertThat(store.near(7L))
                .as("open again, and something may have been lost")
                .isNull();
        await().until(this::isHeld);
    }

    @Test
    void whatIsHeldEndsWithACacheThatJoins() {
        await().until(this::isHeld);
        CacheStore<Long, Long> other = stores.openNear(
                new StoreSettings<>(
                        "other", 1, key -> Set.of(), Duration.ofMinutes(1), Clock.systemUTC(), Telemetry.none()),
                new KeyText<>(),
                new ValueForm<>(JsonCodec.of(Long.class), Integer.MAX_VALUE, 1000),
                10);
        await().until(this::isHeld);
        other.close();
        assertThat(store.near(7L)).isEqualTo(ENTRY);
    }
}
