package io.pgstride.caching.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.pgstride.caching.Cache;
import io.pgstride.caching.redis.json.JsonCodec;
import io.pgstride.testing.RedisCluster;
import io.pgstride.testing.RedisReplication;
import io.pgstride.testing.RedisServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The server that serves changes, or loses its scripts; who asks sees no error, and the cache is used again. */
class FailoverTest {
    private static final Duration LONG = Duration.ofSeconds(90);

    private final Map<Long, String> rows = new ConcurrentHashMap<>();
    private final AtomicInteger loads = new AtomicInteger();

    private Cache<Long, String> cache(RedisBackend redis) {
        return Cache.<Long, String>builder("rows")
                .backend(redis.values(JsonCodec.of(String.class)))
                .loader(this::load)
                .build();
    }

    private Map<Long, String> load(Set<Long> keys) {
        loads.incrementAndGet();
        Map<Long, String> values = new HashMap<>();
        keys.forEach(key -> values.put(key, rows.getOrDefault(key, "row")));
        return values;
    }

    private boolean isKept(Cache<Long, String> cache, long key) {
        int before = loads.get();
        assertThat(cache.get(key)).isEqualTo(rows.getOrDefault(key, "row"));
        return loads.get() == before;
    }

    private void change(Cache<Long, String> cache, long key) {
        rows.put(key, "changed");
        cache.invalidate(Set.of(key));
        assertThat(cache.get(key)).isEqualTo("changed");
    }

    @Test
    void scriptsThatTheServerHasForgottenAreSentAgain() {
        RedisClient client = RedisClient.create();
        try (RedisServer server = RedisServer.builder().start();
                StatefulRedisConnection<String, String> connection = client.connect(RedisURI.create(server.uri()));
                RedisBackend redis = RedisBackend.builder(client, RedisURI.create(server.uri()))
                        .commandTimeout(Duration.ofSeconds(5))
                        .build();
                Cache<Long, String> cache = cache(redis)) {
            cache.get(1L);
            connection.sync().scriptFlush();
            assertThat(cache.getAll(Set.of(2L, 3L, 4L))).hasSize(3);
            assertThat(isKept(cache, 3L)).isTrue();
            connection.sync().scriptFlush();
            change(cache, 3L);
            assertThat(isKept(cache, 3L)).isTrue();
        } finally {
            client.shutdown();
        }
    }

    @Test
    void aMasterThatSentinelsNameIsFollowed() {
        RedisClient client = RedisClient.create();
        try (RedisReplication servers =
                        RedisReplication.builder().replicas(1).sentinels(3).start();
                RedisBackend redis = RedisBackend.builder(client, RedisURI.create(servers.sentinelUri()))
                        .build();
                Cache<Long, String> cache = cache(redis)) {
            await().until(() -> isKept(cache, 1L));
            servers.awaitCaughtUp();
            servers.master().kill();
            change(cache, 1L);
            servers.awaitMaster();
            await().atMost(LONG).until(() -> isKept(cache, 1L) && isKept(cache, 2L));
            change(cache, 2L);
            await().until(() -> isKept(cache, 2L));
        } finally {
            client.shutdown();
        }
    }

    @Test
    void aClusterThatFailsOverIsFollowed() {
        try (RedisCluster cluster = RedisCluster.builder().replicas(1).start()) {
            RedisClusterClient client = RedisClusterClient.create(
                    cluster.uris().stream().map(RedisURI::create).toList());
            client.setOptions(ClusterClientOptions.builder()
                    .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                            .enablePeriodicRefresh(Duration.ofSeconds(1))
                            .build())
                    .build());
            try (RedisBackend redis = RedisBackend.builder(client).build();
                    Cache<Long, String> cache = cache(redis)) {
                await().until(() -> isKept(cache, 1L));
                cluster.masterOf("pgstride:{rows:1}:1").kill();
                change(cache, 1L);
                cluster.awaitOk();
                await().atMost(LONG).until(() -> isKept(cache, 1L) && isKept(cache, 2L));
            } finally {
                client.shutdown();
            }
        }
    }
}
