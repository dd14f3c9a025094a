package io.pgstride.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What two standbys of one primary do; see {@link ClusterFailoverTest} for changes of the primary. */
class PostgresClusterTest {
    private static PostgresCluster cluster;
    private static ClusterSql sql;

    @BeforeAll
    static void start() {
        cluster = PostgresCluster.builder().standbys(2).start();
        sql = ClusterSql.on(cluster);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void empty() {
        sql.primary().execute("truncate numbers");
        cluster.awaitCaughtUp();
    }

    @Test
    void whatIsWrittenArrives() {
        sql.insert(1, 1_000);
        cluster.awaitCaughtUp();
        assertThat(cluster.standbys()).hasSize(2).allSatisfy(standby -> {
            assertThat(sql.count(standby)).isEqualTo(1_000);
            assertThat(standby.isInRecovery()).isTrue();
        });
        assertThat(sql.primary()
                        .fetch("select application_name from pg_stat_replication order by 1")
                        .getValues(0, String.class))
                .containsExactly("b", "c");
    }

    @Test
    void hostsAreNamedInTheOrderOfTheirMaking() {
        assertThat(cluster.hosts()).extracting(ClusterHost::name).containsExactly("a", "b", "c");
        assertThat(cluster.host("a")).isEqualTo(cluster.primary());
        assertThat(cluster.standbys()).containsExactly(cluster.host("b"), cluster.host("c"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cluster.host("d"))
                .withMessageContaining("no host 'd' among [ClusterHost[a, port ");
    }

    @Test
    void theUrlIsAllThatIsNeeded() throws Exception {
        ClusterHost host = cluster.host("b");
        assertThat(host.url(sql.database())).contains(host.host() + ":" + host.port() + "/" + sql.database());
        try (Connection connection = DriverManager.getConnection(host.url(sql.database()))) {
            assertThat(connection.getMetaData().getUserName()).isEqualTo(host.user());
        }
        assertThat(host.password()).isEmpty();
    }

    @Test
    void aPausedReplayShowsWhatWas() {
        ClusterHost standby = cluster.host("b");
        sql.insert(1, 10);
        cluster.awaitCaughtUp();
        standby.pauseReplay();
        String stands = standby.replayedLsn();
        sql.insert(11, 20);
        cluster.awaitCaughtUp();
        assertThat(standby.isReplayPaused()).isTrue();
        assertThat(standby.replayedLsn()).isEqualTo(stands);
        assertThat(sql.count(standby)).isEqualTo(10);
        assertThat(sql.count(cluster.host("c"))).isEqualTo(20);

        standby.resumeReplay();
        cluster.awaitCaughtUp();
        assertThat(standby.isReplayPaused()).isFalse();
        assertThat(sql.count(standby)).isEqualTo(20);
    }

    @Test
    void aDelayedReplayComesLater() {
        ClusterHost standby = cluster.host("b");
        standby.replayDelay(Duration.ofMinutes(10));
        sql.insert(1, 10);
        await().until(() -> sql.count(cluster.host("c")) == 10);
        assertThat(sql.count(standby)).isZero();
        standby.replayDelay(Duration.ZERO);
        cluster.awaitCaughtUp();
        assertThat(sql.count(standby)).isEqualTo(10);
        assertThatIllegalArgumentException().isThrownBy(() -> standby.replayDelay(Duration.ofMillis(-1)));
    }

    /** The record of an unfinished transaction stays unflushed until something else flushes it. */
    @Test
    void whatNoCommitHasFlushedIsWaitedForToo() throws Exception {
        try (Connection connection =
                        cluster.primary().dataSource(sql.database()).getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("set synchronous_commit = off");
            statement.execute("insert into numbers select generate_series(1, 10)");
            connection.commit();
            statement.execute("insert into numbers values (11)");
            cluster.awaitCaughtUp();
            connection.rollback();
        }
        assertThat(cluster.standbys())
                .allSatisfy(standby -> assertThat(sql.count(standby)).isEqualTo(10));
    }

    @Test
    void aKilledStandbyIsStartedOnItsPort() {
        ClusterHost standby = cluster.host("b");
        int port = standby.port();
        standby.kill();
        standby.kill();
        assertThat(standby.isRunning()).isFalse();
        assertThat(new Listening(standby.host(), port).answers()).isFalse();
        assertThat(cluster.standbys()).containsExactly(cluster.host("c"));
        assertThatIllegalStateException()
                .isThrownBy(standby::isInRecovery)
                .withMessage("host b does not run; start it first");
        sql.insert(1, 10);
        standby.start();
        cluster.awaitCaughtUp();
        assertThat(standby.port()).isEqualTo(port);
        assertThat(sql.count(standby)).isEqualTo(10);
    }

    @Test
    void aKilledPrimaryComesBackWithWhatWasCommitted() {
        ClusterHost primary = cluster.primary();
        sql.insert(1, 10);
        primary.kill();
        assertThatIllegalStateException()
                .isThrownBy(cluster::primary)
                .withMessageContaining("promote a standby or start the primary");
        assertThat(cluster.standbys()).hasSize(2);
        primary.start();
        primary.start();
        assertThat(cluster.primary()).isEqualTo(primary);
        cluster.awaitCaughtUp();
        assertThat(cluster.standbys())
                .allSatisfy(standby -> assertThat(sql.count(standby)).isEqualTo(10));
    }

    @Test
    void theProxyStandsBefore() throws Exception {
        ClusterHost standby = cluster.host("c");
        assertThat(standby.proxy()).isSameAs(standby.proxy());
        try (Connection direct = DriverManager.getConnection(standby.url(sql.database()));
                Connection connection = DriverManager.getConnection(standby.proxiedUrl(sql.database()))) {
            assertThat(connection.isValid(10)).isTrue();
            standby.proxy().cut();
            assertThat(connection.isValid(10)).isFalse();
            assertThat(direct.isValid(10)).isTrue();
        }
    }

    @Test
    void aStandbyIsAddedUnderWrites() {
        try (PostgresCluster own = PostgresCluster.builder().standbys(0).start()) {
            ClusterSql shop = ClusterSql.on(own);
            AtomicInteger written = new AtomicInteger();
            CompletableFuture<Void> stop = new CompletableFuture<>();
            CompletableFuture<Void> writes = CompletableFuture.runAsync(() -> {
                while (!stop.isDone()) {
                    int last = written.get();
                    shop.insert(last + 1, last + 100);
                    written.set(last + 100);
                }
            });
            await().until(() -> written.get() > 0);
            int before = written.get();
            ClusterHost added = own.addStandby();
            int after = written.get();
            stop.complete(null);
            writes.join();
            own.awaitCaughtUp();
            assertThat(after).isGreaterThan(before);
            assertThat(own.standbys()).containsExactly(added);
            assertThat(shop.count(added)).isEqualTo(written.get());
        }
    }

    @Test
    void commitsWaitForSynchronousStandbys() throws Exception {
        try (PostgresCluster own =
                PostgresCluster.builder().standbys(1).synchronousStandbys(1).start()) {
            ClusterSql shop = ClusterSql.on(own);
            own.host("b").stop();
            CompletableFuture<Void> commit = CompletableFuture.runAsync(() -> shop.insert(1, 10));
            await().until(() ->
                    shop.primary().fetchExists(DSL.table("pg_stat_activity"), DSL.condition("wait_event = 'SyncRep'")));
            assertThat(commit).isNotDone();
            own.host("b").start();
            commit.get(60, TimeUnit.SECONDS);
        }
    }

    /** The control of the test before. */
    @Test
    void commitsWaitForNoOtherStandbys() {
        cluster.standbys().forEach(ClusterHost::stop);
        sql.insert(1, 10);
        assertThat(sql.count(cluster.primary())).isEqualTo(10);
        cluster.hosts().forEach(ClusterHost::start);
    }

    @Test
    void settingsAreThoseOfAllHosts() {
        try (PostgresCluster own = PostgresCluster.builder()
                .standbys(1)
                .setting("max_connections", "33")
                .setting("custom.odd", "it's odd")
                .start()) {
            String database = own.createDatabase("set");
            assertThat(own.hosts()).allSatisfy(host -> {
                ClusterSql there = new ClusterSql(own, database);
                assertThat(there.at(host).fetchValue("show max_connections")).isEqualTo("33");
                assertThat(there.at(host).fetchValue("show custom.odd")).isEqualTo("it's odd");
            });
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
    }
}
