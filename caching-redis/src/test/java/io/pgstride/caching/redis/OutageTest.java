package io.pgstride.caching.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StaticCredentialsProvider;
import io.pgstride.caching.Cache;
import io.pgstride.caching.redis.json.JsonCodec;
import io.pgstride.core.finding.Finding;
import io.pgstride.core.finding.Severity;
import io.pgstride.testing.RedisServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Redis goes away in several ways, and comes back. Nobody who asks sees an error, and nothing stale is left. */
class OutageTest {
    private static final String OPEN = "pgstride.caching.redis.breaker-open";
    private static final Duration PAUSE = Duration.ofMillis(300);

    private final RedisServer server = RedisServer.builder().start();
    private final RedisClient client = RedisClient.create();
    private final Counters counters = new Counters();
    private final RedisBackend redis = backend();
    private final Map<Long, String> rows = new ConcurrentHashMap<>();
    private final AtomicInteger loads = new AtomicInteger();
    private final Cache<Long, String> cache = cache(redis);

    private RedisBackend backend() {
        return RedisBackend.builder(client, RedisURI.create(server.proxiedUri()))
                .breaker(3, PAUSE)
                .telemetry(counters)
                .build();
    }

    private Cache<Long, String> cache(RedisBackend on) {
        return Cache.<Long, String>builder("rows")
                .backend(on.values(JsonCodec.of(String.class)))
                .telemetry(counters)
                .loader(this::load)
                .build();
    }

    private Map<Long, String> load(Set<Long> keys) {
        loads.incrementAndGet();
        Map<Long, String> values = new HashMap<>();
        keys.forEach(key -> values.put(key, rows.getOrDefault(key, "row " + key)));
        return values;
    }

    @AfterEach
    void close() {
        cache.close();
        redis.close();
        client.shutdown();
        server.close();
    }

    /** Asks on and on, until Redis is left alone. */
    private void assertGoesOnWithoutRedis() {
        await().until(() -> {
            assertThat(cache.get(1L)).isEqualTo("row 1");
            return counters.gauge(OPEN) == 1;
        });
        assertThat(redis.findings())
                .extracting(Finding::key, Finding::severity)
                .containsExactly(tuple("caching.redis-unreachable", Severity.CRITICAL));
        int before = loads.get();
        long begun = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            assertThat(cache.get(2L)).isEqualTo("row 2");
        }
        assertThat(loads.get()).isGreaterThanOrEqualTo(before + 20);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
    }

    private void assertIsUsedAgain() {
        await().until(() -> {
            assertThat(cache.get(3L)).isEqualTo("row 3");
            return counters.gauge(OPEN) == 0;
        });
        assertThat(redis.findings()).isEmpty();
        await().until(() -> {
            int before = loads.get();
            cache.get(3L);
            return loads.get() == before;
        });
    }

    @Test
    void whoIsKilledAndStartedIsUsedAgain() {
        cache.get(1L);
        server.kill();
        assertGoesOnWithoutRedis();
        server.start();
        assertIsUsedAgain();
    }

    @Test
    void manyKeysAreManyLoadsWithoutRedis() {
        server.kill();
        List<Long> keys = LongStream.range(0, 10_000).boxed().toList();
        assertThat(cache.getAll(keys)).hasSize(10_000);
        assertThat(loads).hasValue(20);
    }

    @Test
    void whoIsPausedIsUsedAgain() {
        cache.get(1L);
        server.pause();
        assertGoesOnWithoutRedis();
        server.resume();
        assertIsUsedAgain();
    }

    @Test
    void aHalfOpenConnectionIsNotWaitedFor() {
        cache.get(1L);
        server.proxy().dropResponses(true);
        assertGoesOnWithoutRedis();
        server.proxy().cut();
        server.proxy().dropResponses(false);
        assertIsUsedAgain();
    }

    @Test
    void whoIsNotThereAtFirstIsUsedOnceItIs() {
        server.kill();
        try (RedisBackend late = RedisBackend.builder(client, RedisURI.create(server.proxiedUri()))
                        .breaker(3, PAUSE)
                        .build();
                Cache<Long, String> other = cache(late)) {
            for (int i = 0; i < 10; i++) {
                assertThat(other.get(1L)).isEqualTo("row 1");
            }
            server.start();
            await().until(() -> {
                int before = loads.get();
                assertThat(other.get(1L)).isEqualTo("row 1");
                return loads.get() == before;
            });
        }
    }

    @Test
    void whatWasInvalidatedMeanwhileIsNotGivenAfterwards() {
        cache.get(1L);
        server.pause();
        rows.put(1L, "changed");
        cache.invalidate(Set.of(1L));
        assertThat(cache.get(1L)).isEqualTo("changed");
        server.resume();
        try (RedisBackend second = backend2();
                Cache<Long, String> other = cache(second)) {
            await().until(() -> {
                assertThat(cache.get(1L)).isEqualTo("changed");
                return "changed".equals(other.get(1L));
            });
        }
    }

    /** Claims that nobody waits for any more arrive when the server goes on; their leases must not stand. */
    @Test
    void noLeaseIsLeftBehind() {
        cache.get(1L);
        server.pause();
        assertThat(cache.get(4L)).isEqualTo("row 4");
        server.resume();
        try (RedisBackend second = backend2();
                Cache<Long, String> other = cache(second)) {
            long begun = System.nanoTime();
            await().until(() -> {
                int before = loads.get();
                other.get(4L);
                return loads.get() == before;
            });
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        }
    }

    private RedisBackend backend2() {
        return RedisBackend.builder(client, RedisURI.create(server.uri()))
                .commandTimeout(Duration.ofSeconds(5))
                .build();
    }

    /** Lettuce says of a refused login that it could not connect, and why only further in. */
    @Test
    void aLoginThatIsRefusedIsSaidSo() {
        RedisURI uri = RedisURI.create(server.uri());
        uri.setCredentialsProvider(new StaticCredentialsProvider("nobody", "wrong".toCharArray()));
        try (RedisBackend refused =
                        RedisBackend.builder(client, uri).breaker(3, PAUSE).build();
                Cache<Long, String> other = cache(refused)) {
            await().until(() -> {
                assertThat(other.get(1L)).isEqualTo("row 1");
                return !refused.findings().isEmpty();
            });
            assertThat(refused.findings())
                    .singleElement()
                    .satisfies(finding -> assertThat(
                                    finding.evidence().get("reason").toString())
                            .contains("WRONGPASS"));
        }
    }

    @Test
    void twoCachesOfOneNameAreRefused() {
        assertThatThrownBy(() -> cache(redis))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cache rows is open");
        cache.close();
        cache(redis).close();
    }

    @Test
    void whoHasClosedTheBackendGoesOnWithoutIt() {
        cache.get(1L);
        redis.close();
        redis.close();
        assertThat(cache.get(1L)).isEqualTo("row 1");
        assertThat(counters.hasGauge(OPEN)).isFalse();
    }
}
