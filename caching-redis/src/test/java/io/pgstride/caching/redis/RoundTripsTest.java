package io.pgstride.caching.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.pgstride.caching.Cache;
import io.pgstride.caching.redis.json.JsonCodec;
import io.pgstride.testing.RedisServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each answer comes so late that the time taken tells how many were waited for, one after the other. */
class RoundTripsTest {
    private static final Duration DELAY = Duration.ofMillis(300);

    private final RedisServer server = RedisServer.builder().start();
    private final SlowLink link = SlowLink.to(server.uri());
    private final RedisClient client = RedisClient.create();
    private final RedisBackend redis = RedisBackend.builder(client, RedisURI.create("redis://127.0.0.1:" + link.port()))
            .commandTimeout(Duration.ofSeconds(10))
            .build();
    private final AtomicInteger loads = new AtomicInteger();
    private final Set<Long> keys = LongStream.range(0, 100).boxed().collect(Collectors.toSet());
    private final Cache<Long, String> cache = Cache.<Long, String>builder("values")
            .backend(redis.values(JsonCodec.of(String.class)))
            .tags(key -> Set.of("all", "tag " + key % 7))
            .loader(this::load)
            .build();

    private Map<Long, String> load(Set<Long> asked) {
        loads.incrementAndGet();
        Map<Long, String> values = new HashMap<>();
        asked.forEach(key -> values.put(key, "value " + key));
        return values;
    }

    @BeforeEach
    void warmUp() {
        cache.getAll(keys);
        cache.invalidate(keys);
        cache.invalidateTags(Set.of("all"));
        cache.getAll(Set.of(100L));
        loads.set(0);
        link.delay(DELAY);
    }

    @AfterEach
    void close() {
        link.delay(Duration.ZERO);
        cache.close();
        redis.close();
        client.shutdown();
        link.close();
        server.close();
    }

    private long roundTrips(Runnable work) {
        long begun = System.nanoTime();
        work.run();
        return (System.nanoTime() - begun) / DELAY.toNanos();
    }

    @Test
    void aBatchOfMissesTakesThreeAndAHitOne() {
        assertThat(roundTrips(() -> assertThat(cache.getAll(keys)).hasSize(100)))
                .isEqualTo(3);
        assertThat(loads).hasValue(1);
        assertThat(roundTrips(() -> assertThat(cache.getAll(keys)).hasSize(100)))
                .isEqualTo(1);
        assertThat(roundTrips(() -> assertThat(cache.get(7L)).isEqualTo("value 7")))
                .isEqualTo(1);
        assertThat(loads).hasValue(1);
    }

    @Test
    void anInvalidationTakesOne() {
        assertThat(roundTrips(() -> cache.invalidate(keys))).isEqualTo(1);
        assertThat(roundTrips(() -> cache.invalidateTags(Set.of("all", "tag 1", "tag 2"))))
                .isEqualTo(1);
    }
}
