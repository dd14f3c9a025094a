package io.pgstride.caching.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.pgstride.caching.Cache;
import io.pgstride.caching.redis.json.JsonCodec;
import io.pgstride.core.finding.Finding;
import io.pgstride.core.finding.Severity;
import io.pgstride.testing.RedisServer;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EvictionTest {
    private static final long ENTRIES = 3_000;

    @Test
    void aRedisThatDropsKeysIsFoundAndAWarningOnceItHas() {
        try (RedisServer server = RedisServer.builder()
                        .config("maxmemory", "4mb")
                        .config("maxmemory-policy", "allkeys-lru")
                        .start();
                RedisClient client = RedisClient.create();
                RedisBackend redis = RedisBackend.builder(client, RedisURI.create(server.uri()))
                        .build();
                Cache<Long, String> cache = cache(redis)) {
            cache.get(0L);
            await().untilAsserted(() -> assertThat(redis.findings())
                    .singleElement()
                    .satisfies(found -> {
                        assertThat(found.key()).isEqualTo("caching.redis-evicts");
                        assertThat(found.severity()).isEqualTo(Severity.INFO);
                        assertThat(found.evidence()).containsEntry("policy", "allkeys-lru");
                    }));
            fill(cache::get);
            await().untilAsserted(() ->
                    assertThat(redis.findings()).extracting(Finding::severity).containsExactly(Severity.WARNING));
        }
    }

    @Test
    void oneThatDropsNoneIsNot() {
        try (RedisServer server = RedisServer.builder().start();
                RedisClient client = RedisClient.create();
                RedisBackend redis = RedisBackend.builder(client, RedisURI.create(server.uri()))
                        .build();
                Cache<Long, String> cache = cache(redis)) {
            fill(cache::get);
            assertThat(redis.findings()).isEmpty();
            assertThat(redis.findings()).isEmpty();
        }
    }

    private static Cache<Long, String> cache(RedisBackend redis) {
        String kilobyte = "x".repeat(1_000);
        return Cache.<Long, String>builder("large")
                .backend(redis.values(JsonCodec.of(String.class)))
                .loader(keys -> keys.stream().collect(Collectors.toMap(key -> key, key -> kilobyte)))
                .build();
    }

    private static void fill(LongConsumer get) {
        List<Long> all = LongStream.range(0, ENTRIES).boxed().toList();
        all.forEach(get::accept);
    }
}
