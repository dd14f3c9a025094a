package io.pgstride.caching.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.pgstride.caching.ReplicaDataSource;
import io.pgstride.testing.PostgresCluster;
import io.pgstride.testing.PostgresTest;
import io.pgstride.testing.RedisCluster;
import io.pgstride.testing.RedisReplication;
import io.pgstride.testing.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Redis that has lost what it was told. The control, without an outbox, is given what was before. */
@PostgresTest
class ForgetfulRedisTest {
    private static final Logger LOG = LoggerFactory.getLogger(ForgetfulRedisTest.class);
    private static final Duration LONG = Duration.ofSeconds(90);

    private final DataSource database;

    ForgetfulRedisTest(DataSource database) {
        this.database = database;
    }

    @BeforeEach
    void create() {
        Member.create(database);
    }

    private static void awaitKept(Member member, long id) {
        await().atMost(LONG).until(() -> member.isHit(id));
    }

    @Test
    void aFailoverToAReplicaThatLags() {
        try (RedisReplication servers =
                        RedisReplication.builder().replicas(1).sentinels(3).start();
                Member writer = Member.of(servers.sentinelUri(), database, true);
                Member other = Member.of(servers.sentinelUri(), database, true);
                Member control = Member.of(servers.sentinelUri(), database, false)) {
            await().until(() -> writer.isTrusting() && other.isTrusting());
            awaitKept(writer, 1);
            awaitKept(control, 2);
            servers.awaitCaughtUp();
            servers.pauseReplication(servers.replicas().get(0));
            writer.write(1, "new");
            control.write(2, "new");
            assertThat(other.cache().get(1L)).isEqualTo("new");
            assertThat(control.cache().get(2L)).isEqualTo("new");
            servers.master().kill();
            servers.awaitMaster();
            await().atMost(LONG).until(() -> {
                assertThat(writer.cache().get(1L)).isEqualTo("new");
                assertThat(other.cache().get(1L)).isEqualTo("new");
                return writer.isTrusting() && other.isTrusting() && writer.isHit(1) && other.isHit(1);
            });
            assertThat(other.cache().get(1L)).isEqualTo("new");
            assertThat(writer.counters().count("pgstride.caching.outbox.replayed"))
                    .isPositive();
            await("the control")
                    .atMost(LONG)
                    .until(() -> "old".equals(control.cache().get(2L)));
        }
    }

    /** What it forgets are fences, so that a replica of PostgreSQL that lags is believed. */
    @Test
    void aRestartWithNothing() {
        try (PostgresCluster cluster = PostgresCluster.builder().standbys(1).start();
                RedisServer server = RedisServer.builder().start()) {
            String name = cluster.createDatabase("forgetful");
            try (HikariDataSource primary = pool(cluster.primary().url(name));
                    HikariDataSource standby = pool(cluster.standbys().get(0).url(name))) {
                Member.create(primary);
                cluster.awaitCaughtUp();
                cluster.standbys().get(0).pauseReplay();
                restartedWithNothing(server, primary, new ReplicaDataSource(standby, true));
            }
        }
    }

    private static void restartedWithNothing(RedisServer server, DataSource primary, DataSource reads) {
        try (Member writer = Member.of(server.uri(), primary, reads, true);
                Member control = Member.of(server.uri(), primary, reads, false)) {
            await().until(writer::isTrusting);
            writer.write(1, "new");
            control.write(2, "new");
            assertThat(writer.cache().get(1L)).isEqualTo("new");
            assertThat(control.cache().get(2L)).isEqualTo("new");
            server.kill();
            await().until(() -> !writer.isTrusting());
            server.start();
            await().atMost(LONG).until(() -> writer.isTrusting() && writer.isHit(1));
            assertThat(writer.cache().get(1L)).isEqualTo("new");
            await("the control").atMost(LONG).until(() -> control.isHit(2));
            assertThat(control.cache().get(2L)).as("the control").isEqualTo("old");
        }
    }

    private static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(8);
        return new HikariDataSource(config);
    }

    /** It does not forget, but has not heard, and who would have told it is gone when it answers again. What it gets then is the name of a script that it does not know yet. */
    @Test
    void aRedisThatHangs() {
        try (RedisServer server = RedisServer.builder().start();
                Member other = Member.of(server.uri(), database, true)) {
            try (Member writer = Member.of(server.uri(), database, true);
                    Member control = Member.of(server.uri(), database, false)) {
                await().until(() -> writer.isTrusting() && other.isTrusting());
                awaitKept(writer, 1);
                awaitKept(control, 2);
                server.pause();
                writer.write(1, "new");
                control.write(2, "new");
            }
            server.resume();
            await().atMost(LONG).until(() -> "new".equals(other.cache().get(1L)) && other.isHit(1));
            try (Member control = Member.of(server.uri(), database, false)) {
                await("the control").atMost(LONG).until(() -> control.isHit(2));
                assertThat(control.cache().get(2L)).as("the control").isEqualTo("old");
            }
        }
    }

    /** Nobody was there to notice. */
    @Test
    void aProcessThatBeginsAfterTheFailover() {
        try (RedisReplication servers = RedisReplication.builder().replicas(1).start()) {
            RedisServer replica = servers.replicas().get(0);
            try (Member writer = Member.of(servers.master().uri(), database, true);
                    Member control = Member.of(servers.master().uri(), database, false)) {
                await().until(writer::isTrusting);
                awaitKept(writer, 1);
                awaitKept(control, 2);
                servers.awaitCaughtUp();
                servers.pauseReplication(replica);
                writer.write(1, "new");
                control.write(2, "new");
            }
            servers.master().kill();
            servers.promote(replica);
            try (Member late = Member.of(replica.uri(), database, true);
                    Member control = Member.of(replica.uri(), database, false)) {
                await().atMost(LONG).until(() -> {
                    assertThat(late.cache().get(1L)).isEqualTo("new");
                    return late.isTrusting() && late.isHit(1);
                });
                await("the control").atMost(LONG).until(() -> control.isHit(2));
                assertThat(control.cache().get(2L)).as("the control").isEqualTo("old");
            }
        }
    }

    @Test
    void aNodeOfAClusterThatFailsOverToAReplicaThatLags() {
        try (RedisCluster cluster = RedisCluster.builder().replicas(1).start();
                Member writer = Member.ofCluster(client(cluster), database, true);
                Member control = Member.ofCluster(client(cluster), database, false)) {
            await().until(writer::isTrusting);
            RedisServer master = cluster.masterOf("durable:{notes:1}:1");
            long beside = LongStream.range(2, 1000)
                    .filter(id -> cluster.masterOf("control:{notes:" + id + "}:1") == master)
                    .findFirst()
                    .orElseThrow();
            awaitKept(writer, 1);
            awaitKept(control, beside);
            cluster.awaitOk();
            cluster.pauseReplication(cluster.replicasOf(master).get(0));
            writer.write(1, "new");
            control.write(beside, "new");
            master.kill();
            Duration stale = staleUntilReplayed(writer, 1);
            LOG.warn("a node of a cluster failed over: old for {}", stale);
            assertThat(stale).isLessThan(Duration.ofSeconds(10));
            await("the control")
                    .atMost(LONG)
                    .until(() -> "old".equals(control.cache().get(beside)));
        }
    }

    /** From the first read of what was before to the last one. */
    private static Duration staleUntilReplayed(Member member, long id) {
        List<Long> times = new ArrayList<>(List.of(System.nanoTime()));
        await().atMost(LONG).pollInterval(Duration.ofMillis(5)).until(() -> {
            long asked = System.nanoTime();
            if ("old".equals(member.cache().get(id))) {
                times.add(asked);
            }
            return member.counters().count("pgstride.caching.outbox.replayed") > 0
                    && member.isTrusting()
                    && member.isHit(id);
        });
        assertThat(member.cache().get(id)).isEqualTo("new");
        return times.size() == 1 ? Duration.ZERO : Duration.ofNanos(times.get(times.size() - 1) - times.get(1));
    }

    private static RedisClusterClient client(RedisCluster cluster) {
        RedisClusterClient client = RedisClusterClient.create(
                cluster.uris().stream().map(RedisURI::create).toList());
        client.setOptions(ClusterClientOptions.builder()
                .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .enablePeriodicRefresh(Duration.ofSeconds(1))
                        .build())
                .build());
        return client;
    }
}
