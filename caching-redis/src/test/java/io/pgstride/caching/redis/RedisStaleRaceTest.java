package io.pgstride.caching.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.pgstride.caching.StaleRaceContract;
import io.pgstride.caching.redis.json.JsonCodec;
import io.pgstride.caching.store.CacheBackend;
import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.testing.RedisServer;
import io.pgstride.testing.RedisTest;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RedisTest
class RedisStaleRaceTest extends StaleRaceContract {
    private static final long SECOND_DELETE_MILLIS = 1;

    private static RedisClient client;
    private static RedisBackend redis;
    private static StatefulRedisConnection<String, String> connection;

    @BeforeAll
    static void connect(URI uri) {
        client = RedisClient.create();
        redis = RedisBackend.builder(client, RedisURI.create(uri))
                .commandTimeout(Duration.ofSeconds(5))
                .build();
        connection = client.connect(RedisURI.create(uri));
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
        return redis.values(JsonCodec.of(Long.class));
    }

    private static Way byHand(boolean twice) {
        RedisCommands<String, String> commands = connection.sync();
        return new Way(
                id -> {
                    String cents = commands.get("price:" + id);
                    if (cents == null) {
                        cents = readRow(id).toString();
                        commands.set("price:" + id, cents);
                    }
                    return Long.valueOf(cents);
                },
                (transaction, id) -> TransactionHooks.of(transaction).afterCommit(committed -> {
                    commands.del("price:" + id);
                    if (twice) {
                        CompletableFuture.delayedExecutor(SECOND_DELETE_MILLIS, TimeUnit.MILLISECONDS)
                                .execute(() -> commands.del("price:" + id));
                    }
                }));
    }

    @Test
    void settingAndDeletingLeavesStaleEntries() {
        assertThat(stale(byHand(false), false)).isPositive();
    }

    /** The second delete comes too soon for some, and too late for others. */
    @Test
    void deletingTwiceLeavesStaleEntries() {
        assertThat(stale(byHand(true), false)).isPositive();
    }
}
