package io.pgstride.caching.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.pgstride.caching.Cache;
import io.pgstride.caching.redis.json.JsonCodec;
import io.pgstride.testing.RedisTest;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Caches that know of each other only by Redis, as those of several processes. */
@RedisTest
class SharedCacheTest {
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger loads = new AtomicInteger();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final URI uri;

    SharedCacheTest(URI uri) {
        this.uri = uri;
    }

    @AfterEach
    void close() throws Exception {
        threads.shutdown();
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private Cache<String, Long> cache(String name, int version) {
        RedisClient client = RedisClient.create();
        RedisBackend redis = RedisBackend.builder(client, RedisURI.create(uri))
                .commandTimeout(Duration.ofSeconds(5))
                .build();
        Cache<String, Long> cache = Cache.<String, Long>builder(name)
                .backend(redis.values(JsonCodec.of(Long.class)))
                .schemaVersion(version)
                .tags(key -> Set.of("all"))
                .loader(this::load)
                .build();
        opened.addAll(List.of(client::shutdown, redis, cache));
        return cache;
    }

    private Map<String, Long> load(Set<String> keys) {
        long value = loads.incrementAndGet();
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Map<String, Long> values = new HashMap<>();
        keys.forEach(key -> values.put(key, value));
        return values;
    }

    @Test
    void ofAllWhoAskForOneKeyOneLoads() {
        List<CompletableFuture<Long>> answers = new ArrayList<>();
        for (int process = 0; process < 4; process++) {
            Cache<String, Long> cache = cache("stampede", 1);
            for (int thread = 0; thread < 25; thread++) {
                answers.add(CompletableFuture.supplyAsync(() -> cache.get("hot"), threads));
            }
        }
        gate.countDown();
        assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isEqualTo(1));
        assertThat(loads).hasValue(1);
    }

    @Test
    void whatOneInvalidatesIsGoneForAll() {
        gate.countDown();
        Cache<String, Long> one = cache("shared", 1);
        Cache<String, Long> other = cache("shared", 1);
        assertThat(one.get("a")).isEqualTo(1);
        assertThat(other.get("a")).isEqualTo(1);
        other.invalidate(Set.of("a"));
        assertThat(one.get("a")).isEqualTo(2);
        assertThat(other.get("a")).isEqualTo(2);
        one.invalidateTags(Set.of("all"));
        assertThat(other.get("a")).isEqualTo(3);
        assertThat(one.get("a")).isEqualTo(3);
    }

    /** As while a release is rolled out. */
    @Test
    void whatOneReleaseInvalidatesIsGoneForTheOthersBesideIt() {
        gate.countDown();
        Cache<String, Long> old = cache("rolled-out", 1);
        Cache<String, Long> next = cache("rolled-out", 2);
        assertThat(old.get("a")).isEqualTo(1);
        assertThat(next.get("a")).as("its own").isEqualTo(2);
        assertThat(old.get("a")).isEqualTo(1);
        next.invalidate(Set.of("a"));
        assertThat(old.get("a")).isEqualTo(3);
        assertThat(next.get("a")).isEqualTo(4);
        old.invalidate(Set.of("a"));
        assertThat(next.get("a")).isEqualTo(5);
        old.invalidateTags(Set.of("all"));
        assertThat(next.get("a")).isEqualTo(6);
    }
}
