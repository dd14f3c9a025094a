package io.pgstride.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresClusterTest {
    private static PostgresCluster cluster;
    private static String database;

    @BeforeAll
    static void start() {
        cluster = PostgresCluster.builder().standbys(2).start();
        database = cluster.createDatabase("cluster");
        sql(cluster.primary()).execute("create table numbers (n bigint primary key)");
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void empty() {
        sql(cluster.primary()).execute("truncate numbers");
        cluster.awaitCaughtUp();
    }

    private static DSLContext sql(ClusterHost host) {
        return DSL.using(host.dataSource(database), SQLDialect.POSTGRES);
    }

    private static void insert(int from, int to) {
        sql(cluster.primary()).execute("insert into numbers select generate_series(?::int, ?::int)", from, to);
    }

    private static int count(ClusterHost host) {
        return sql(host).fetchCount(DSL.table("numbers"));
    }

    @Test
    void whatIsWrittenArrives() {
        insert(1, 1_000);
        cluster.awaitCaughtUp();
        assertThat(cluster.standbys()).hasSize(2).allSatisfy(standby -> {
            assertThat(count(standby)).isEqualTo(1_000);
            assertThat(standby.isInRecovery()).isTrue();
        });
        assertThat(sql(cluster.primary())
                        .fetch("select application_name from pg_stat_replication order by 1")
                        .getValues(0))
                .isEqualTo(cluster.standbys().stream()
                        .map(ClusterHost::name)
                        .sorted()
                        .toList());
    }

    @Test
    void aPausedReplayShowsWhatWas() {
        ClusterHost standby = cluster.standbys().get(0);
        insert(1, 10);
        cluster.awaitCaughtUp();
        standby.pauseReplay();
        insert(11, 20);
        assertThat(count(standby)).isEqualTo(10);
        standby.resumeReplay();
        cluster.awaitCaughtUp();
        assertThat(count(standby)).isEqualTo(20);
    }

    @Test
    void aDelayedReplayComesLater() {
        ClusterHost standby = cluster.standbys().get(0);
        standby.replayDelay(Duration.ofMinutes(10));
        insert(1, 10);
        await().until(() -> count(cluster.standbys().get(1)) == 10);
        assertThat(count(standby)).isZero();
        standby.replayDelay(Duration.ZERO);
        cluster.awaitCaughtUp();
        assertThat(count(standby)).isEqualTo(10);
    }

    @Test
    void aKilledStandbyIsStartedOnItsPort() {
        ClusterHost standby = cluster.standbys().get(0);
        int port = standby.port();
        standby.kill();
        assertThat(cluster.standbys()).doesNotContain(standby);
        insert(1, 10);
        standby.start();
        cluster.awaitCaughtUp();
        assertThat(standby.port()).isEqualTo(port);
        assertThat(count(standby)).isEqualTo(10);
    }

    @Test
    void theProxyStandsBefore() throws Exception {
        ClusterHost standby = cluster.standbys().get(1);
        try (var connection = java.sql.DriverManager.getConnection(standby.proxiedUrl(database))) {
            assertThat(connection.isValid(10)).isTrue();
            standby.proxy().cut();
            assertThat(connection.isValid(10)).isFalse();
        }
    }

    @Test
    void aStandbyIsPromotedAndTheOthersFollow() {
        try (PostgresCluster own = PostgresCluster.builder().standbys(2).start()) {
            ClusterHost old = own.primary();
            ClusterHost next = own.standbys().get(0);
            ClusterHost other = own.standbys().get(1);
            String shop = own.createDatabase("shop");
            old.kill();
            assertThatIllegalStateException().isThrownBy(own::primary).withMessageContaining("promote or start one");
            next.promote();
            other.follow(next);
            assertThat(own.primary()).isEqualTo(next);
            DSL.using(next.dataSource(shop), SQLDialect.POSTGRES).execute("create table made_later ()");
            own.awaitCaughtUp();

            old.start();
            assertThat(old.isInRecovery()).isFalse();
            assertThat(own.primary()).isEqualTo(next);
            old.remakeFrom(next);
            assertThat(own.standbys()).containsExactlyInAnyOrder(old, other);
            own.awaitCaughtUp();
            assertThat(own.standbys())
                    .allSatisfy(standby -> assertThat(DSL.using(standby.dataSource(shop), SQLDialect.POSTGRES)
                                    .fetchCount(DSL.table("made_later")))
                            .isZero());
        }
    }

    @Test
    void aStandbyIsAddedUnderWrites() {
        try (PostgresCluster own = PostgresCluster.builder().standbys(0).start()) {
            String shop = own.createDatabase("shop");
            DSLContext writer = DSL.using(own.primary().dataSource(shop), SQLDialect.POSTGRES);
            writer.execute("create table numbers (n bigint primary key)");
            CompletableFuture<Void> writes = CompletableFuture.runAsync(() -> IntStream.range(0, 200)
                    .forEach(i -> writer.execute(
                            "insert into numbers select generate_series(?::int, ?::int)", i * 100, i * 100 + 99)));
            ClusterHost added = own.addStandby();
            writes.join();
            own.awaitCaughtUp();
            assertThat(DSL.using(added.dataSource(shop), SQLDialect.POSTGRES).fetchCount(DSL.table("numbers")))
                    .isEqualTo(20_000);
        }
    }

    /** The control is every other test here: without synchronous standbys, commits wait for none. */
    @Test
    void commitsWaitForSynchronousStandbys() throws Exception {
        try (PostgresCluster own =
                PostgresCluster.builder().standbys(1).synchronousStandbys(1).start()) {
            ClusterHost standby = own.standbys().get(0);
            standby.stop();
            CompletableFuture<Integer> commit = CompletableFuture.supplyAsync(
                    () -> DSL.using(own.primary().dataSource("postgres"), SQLDialect.POSTGRES)
                            .execute("create table waits ()"));
            Assertions.assertThatThrownBy(() -> commit.get(500, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            standby.start();
            commit.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PostgresCluster.builder().standbys(8))
                .withMessageContaining("0 to 7");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PostgresCluster.builder()
                        .standbys(1)
                        .synchronousStandbys(2)
                        .start())
                .withMessageContaining("for good");
        assertThat(List.of(cluster.hosts().get(0).name(), cluster.hosts().get(1).name()))
                .containsExactly("a", "b");
    }
}
