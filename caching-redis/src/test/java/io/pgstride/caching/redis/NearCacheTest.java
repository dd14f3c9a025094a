package io.pgstride.caching.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolVersion;
import io.pgstride.core.finding.Finding;
import io.pgstride.testing.RedisServer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Values held in memory by one process, changed by another one, or lost by Redis. */
class NearCacheTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Map<Long, Long> rows = new ConcurrentHashMap<>(Map.of(1L, 10L, 2L, 20L));
    private RedisServer server;
    private NearMember reader;
    private NearMember writer;

    @BeforeEach
    void start() {
        server = RedisServer.builder().start();
        reader = NearMember.of(server.uri(), rows);
        writer = NearMember.of(server.uri(), rows);
    }

    @AfterEach
    void stop() {
        writer.close();
        reader.close();
        server.close();
    }

    private void awaitValue(long id, Long value) {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(reader.cache().get(id)).isEqualTo(value));
    }

    @Test
    void aHitAsksNobody() {
        reader.awaitNear(1);
        server.pause();
        assertThat(reader.isNear(1)).isTrue();
        server.resume();
        assertThat(reader.loads()).isEqualTo(1);
    }

    @Test
    void whatAnotherProcessChangesIsGone() {
        reader.awaitNear(1).awaitNear(2);
        writer.write(1, 11);
        awaitValue(1, 11L);
        assertThat(reader.isNear(2)).as("untouched").isTrue();
        assertThat(reader.counters().count("pgstride.caching.redis.near-ended")).isEqualTo(1);
        reader.awaitNear(1);
    }

    @Test
    void onlyWhatIsNotHeldIsAskedFor() {
        reader.awaitNear(1);
        writer.cache().get(2L);
        long hits = reader.hits();
        assertThat(reader.cache().getAll(Set.of(1L, 2L))).isEqualTo(Map.of(1L, 10L, 2L, 20L));
        assertThat(reader.hits()).isEqualTo(hits + 1);
        assertThat(reader.loads()).isEqualTo(1);
    }

    @Test
    void whatThisProcessChangesIsGoneAtOnce() {
        for (long value = 11; value < 100; value++) {
            reader.awaitNear(1);
            reader.write(1, value);
            assertThat(reader.cache().get(1L)).isEqualTo(value);
        }
    }

    @Test
    void tagsTakeAllOfTheirEntriesAway() {
        reader.awaitNear(1).awaitNear(2);
        rows.putAll(Map.of(1L, 11L, 2L, 22L));
        writer.cache().invalidateTags(Set.of("all"));
        awaitValue(1, 11L);
        awaitValue(2, 22L);
    }

    /** Each load under a tag asks for the tag's version, which must not look like a change. */
    @Test
    void loadsOfOthersUnderATagLeaveEntriesAlone() {
        reader.awaitNear(1);
        for (long id = 100; id < 110; id++) {
            assertThat(writer.cache().get(id)).isNull();
        }
        writer.write(2, 22);
        awaitValue(2, 22L);
        assertThat(reader.counters().count("pgstride.caching.redis.near-ended")).isZero();
        assertThat(reader.isNear(1)).isTrue();
    }

    @Test
    void thatThereIsNoValueIsHeldToo() {
        reader.awaitNear(3);
        assertThat(reader.cache().get(3L)).isNull();
        writer.write(3, 30);
        awaitValue(3, 30L);
    }

    @Test
    void whatAReleaseBesideInvalidatesIsGone() {
        reader.awaitNear(1);
        RedisClient client = RedisClient.create();
        try (NearMember next = new NearMember(
                RedisBackend.builder(client, RedisURI.create(server.uri())),
                client::shutdown,
                rows,
                options -> options.schemaVersion(2))) {
            next.awaitNear(1);
            next.write(1, 11);
            awaitValue(1, 11L);
            next.awaitNear(1);
            reader.write(1, 12);
            await().untilAsserted(() -> assertThat(next.cache().get(1L)).isEqualTo(12));
        }
    }

    @Test
    void whatRedisIsEmptiedOfIsGone() {
        reader.awaitNear(1);
        rows.put(1L, 11L);
        server.flush();
        awaitValue(1, 11L);
        reader.awaitNear(1);
    }

    @Test
    void aRedisThatIsStartedAgainIsHeardAgain() {
        reader.awaitNear(1);
        server.kill();
        await().atMost(LONG).until(reader::isBypassed);
        rows.put(1L, 11L);
        assertThat(reader.cache().get(1L)).isEqualTo(11);
        server.start();
        reader.awaitNear(1);
        writer.write(1, 12);
        awaitValue(1, 12L);
    }

    @Test
    void connectionsThatRedisClosesAreMadeAgain() {
        RedisClient client = RedisClient.create();
        try (StatefulRedisConnection<String, String> connection = client.connect(RedisURI.create(server.uri()))) {
            for (long value = 11; value < 15; value++) {
                reader.awaitNear(1);
                connection.sync().clientKill(KillArgs.Builder.typeNormal().skipme());
                writer.write(1, value);
                awaitValue(1, value);
            }
        } finally {
            client.shutdown();
        }
    }

    @Test
    void aUserWhoMayNotListenDoesWithout() {
        RedisClient client = RedisClient.create();
        try (StatefulRedisConnection<String, String> connection = client.connect(RedisURI.create(server.uri()))) {
            connection
                    .sync()
                    .aclSetuser(
                            "deaf",
                            AclSetuserArgs.Builder.on()
                                    .nopass()
                                    .allKeys()
                                    .allCommands()
                                    .removeCommand(CommandType.CLIENT));
            RedisURI uri = RedisURI.create(server.uri());
            uri.setCredentialsProvider(() -> Mono.just(RedisCredentials.just("deaf", "any")));
            isBypassedAndRight(new NearMember(RedisBackend.builder(client, uri), () -> {}, rows, options -> options));
        } finally {
            client.shutdown();
        }
    }

    private void isBypassedAndRight(NearMember member) {
        try (member) {
            await().atMost(LONG)
                    .until(() ->
                            member.findings().stream().map(Finding::key).anyMatch("caching.near-bypassed"::equals));
            assertThat(member.isBypassed()).isTrue();
            assertThat(member.cache().get(1L)).isEqualTo(10);
            assertThat(member.isNear(1)).isFalse();
            writer.write(1, 11);
            assertThat(member.cache().get(1L)).isEqualTo(11);
            assertThat(member.loads()).isLessThanOrEqualTo(2);
        }
    }

    /** The connection that hears speaks the newer protocol all the same. */
    @Test
    void aClientThatSpeaksTheOlderProtocolHearsToo() {
        RedisClient client = RedisClient.create();
        client.setOptions(
                ClientOptions.builder().protocolVersion(ProtocolVersion.RESP2).build());
        try (NearMember old = NearMember.of(client, server.uri(), rows)) {
            old.awaitNear(1);
            writer.write(1, 11);
            await().untilAsserted(() -> assertThat(old.cache().get(1L)).isEqualTo(11));
        }
    }

    @Test
    void itsThreadIsNamedAndEnds() {
        reader.awaitNear(1);
        assertThat(threads()).isEqualTo(2);
        reader.backend().close();
        assertThat(threads()).isEqualTo(1);
        assertThat(reader.cache().get(1L)).isEqualTo(10);
        assertThat(reader.isNear(1)).isFalse();
        assertThat(reader.findings()).noneMatch(finding -> finding.key().equals("caching.near-bypassed"));
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("pgstride-near-pgstride"))
                .count();
    }

    @Test
    void aCacheThatIsClosedNeedsNoConnection() {
        RedisClient client = RedisClient.create();
        try (StatefulRedisConnection<String, String> connection = client.connect(RedisURI.create(server.uri()))) {
            writer.awaitNear(1);
            reader.awaitNear(1);
            await().until(() -> listeners(connection) == 2);
            reader.cache().close();
            await().until(() -> listeners(connection) == 1);
        } finally {
            client.shutdown();
        }
    }

    private static long listeners(StatefulRedisConnection<String, String> connection) {
        return connection
                .sync()
                .clientList()
                .lines()
                .filter(line -> line.matches(".* flags=[^ ]*B.*"))
                .count();
    }
}
