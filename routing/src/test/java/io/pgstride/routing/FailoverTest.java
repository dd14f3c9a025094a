package io.pgstride.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.Lsn;
import io.pgstride.core.finding.Finding;
import io.pgstride.testing.ClusterHost;
import io.pgstride.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is a primary changes. */
class FailoverTest {
    private PostgresCluster cluster;
    private String database;
    private RoutingDataSource routing;
    private ClusterHost a;
    private ClusterHost b;
    private ClusterHost c;

    @BeforeEach
    void start() {
        cluster = PostgresCluster.builder().standbys(2).start();
        a = cluster.hosts().get(0);
        b = cluster.hosts().get(1);
        c = cluster.hosts().get(2);
        database = cluster.createDatabase("failover");
        routing = Hosts.over(cluster, database).build();
    }

    @AfterEach
    void stop() {
        routing.close();
        cluster.close();
    }

    private HostState state(ClusterHost host) {
        return routing.hosts().stream()
                .filter(status -> status.host().equals(host.name()))
                .findFirst()
                .orElseThrow()
                .state();
    }

    @Test
    void writesGoToTheNewPrimaryAndWaitForItUntilThen() throws Exception {
        a.kill();
        await().until(() -> state(a) == HostState.DOWN);
        assertThat(routing.findings()).extracting(Finding::key).contains("routing.host-down", "routing.no-primary");
        CompletableFuture<Integer> write = CompletableFuture.supplyAsync(() -> Hosts.portOf(routing));
        b.promote();
        assertThat(write.get(30, TimeUnit.SECONDS)).isEqualTo(b.port());
    }

    /** The old one still takes writes: whoever does not look at timelines writes there, and it is lost. */
    @Test
    void anOldPrimaryIsDeposedAndThoseWhoUseItAreCutOff() throws Exception {
        try (Connection old = routing.getConnection();
                Statement statement = old.createStatement()) {
            statement.execute("create table written_before ()");
            b.promote();
            await().until(() -> state(a) == HostState.DEPOSED);
            assertThat(routing.findings()).extracting(Finding::key).contains("routing.deposed-primary");
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> statement.execute("create table written_after ()"))
                    .isInstanceOf(SQLException.class);
        }
        assertThat(Hosts.portOf(routing)).isEqualTo(b.port());
        Hosts.execute(a.dataSource(database), "create table lost_by_the_naive ()");
        a.remakeFrom(b);
        await().until(() -> state(a) == HostState.UP);
        assertThat(Hosts.portOf(routing)).isEqualTo(b.port());
    }

    @Test
    void anOldPrimaryThatReturnsIsNotElectedWhileTheNewOneIsAway() {
        a.kill();
        b.promote();
        assertThat(Hosts.portOf(routing)).isEqualTo(b.port());
        b.kill();
        await().until(() -> state(b) == HostState.DOWN);
        a.start();
        await().until(() -> state(a) == HostState.DEPOSED);
        b.start();
        assertThat(Hosts.portOf(routing)).isEqualTo(b.port());
    }

    /** Whoever was choosing it has it in hand only after its connections were broken. */
    @Test
    void aConnectionThatIsTakenWhileItsHostIsDeposedIsNotHandedOut() throws Exception {
        Gate pool = new Gate(a.dataSource(database));
        try (RoutingDataSource slow = RoutingDataSource.builder()
                .host(RoutingHost.of(a.name(), pool, a.dataSource(database)))
                .host(Hosts.direct(b, database))
                .build()) {
            CompletableFuture<Integer> write = CompletableFuture.supplyAsync(() -> Hosts.portOf(slow));
            pool.awaitEntered();
            b.promote();
            await().until(() -> slow.hosts().get(0).state() == HostState.DEPOSED);
            pool.open();
            assertThat(write.get(30, TimeUnit.SECONDS)).isEqualTo(b.port());
        }
    }

    /** Two of one timeline have nothing in common since; to go from one to the other loses what the first has acknowledged. */
    @Test
    void aSecondPrimaryOfTheSameTimelineIsNotElectedWhileTheFirstIsAway() {
        b.promote();
        assertThat(Hosts.portOf(routing)).isEqualTo(b.port());
        c.promote();
        await().until(() -> state(c) == HostState.DEPOSED);
        Hosts.execute(routing, "create table acknowledged ()");
        b.kill();
        await().until(() -> state(b) == HostState.DOWN);
        await().during(Duration.ofMillis(500)).until(() -> state(c) == HostState.DEPOSED);
        b.start();
        Hosts.execute(routing, "insert into acknowledged default values");
        routing.removeHost(b.name());
        assertThat(Hosts.portOf(routing)).isEqualTo(c.port());
    }

    /** With the next query, as the server itself tells of it: here no monitor looks for a minute. */
    @Test
    void aPromotionIsNoticedWithTheNextQuery() throws SQLException {
        try (RoutingDataSource slow = Hosts.over(cluster, database)
                .probeInterval(Duration.ofMinutes(1))
                .maxLag(Duration.ofMinutes(5))
                .build()) {
            slow.removeHost(c.name());
            assertThat(Hosts.portOf(slow.readOnly())).isEqualTo(b.port());
            b.promote();
            assertThat(Hosts.portOf(slow.readOnly())).isEqualTo(b.port());
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() ->
                            assertThat(slow.explain(Route.writes()).chosen()).contains(b.name()));
        }
    }

    @Test
    void aTokenFromBeforeIsServedByReplicasOfTheNewTimelineOnly() {
        ConsistencyToken before = new ConsistencyToken(
                1,
                Lsn.parse(org.jooq
                        .impl
                        .DSL
                        .using(routing, org.jooq.SQLDialect.POSTGRES)
                        .fetchSingle("select pg_current_wal_insert_lsn()::text")
                        .get(0, String.class)));
        cluster.awaitCaughtUp();
        a.kill();
        b.promote();
        assertThat(Hosts.portOf(routing)).isEqualTo(b.port());
        Route after = Route.reads().after(before).maxLag(Duration.ofMinutes(5));
        assertThat(routing.explain(after).chosen()).contains(b.name());
        c.follow(b);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(routing.explain(after).chosen())
                        .as(routing.explain(after).toString())
                        .contains(c.name()));
        assertThat(Hosts.portOf(routing.on(after))).isEqualTo(c.port());
    }

    @Test
    void oneServerUnderTwoNamesIsUsedOnceAndByTheOtherNameIfThatGoes() {
        routing.addHost(RoutingHost.of("y", Hosts.config(a.url(database))));
        routing.addHost(RoutingHost.of("z", Hosts.config(b.url(database))));
        await().until(() -> routing.hosts().get(3).state() == HostState.DUPLICATE
                && routing.hosts().get(4).state() == HostState.DUPLICATE);
        assertThat(routing.findings())
                .extracting(Finding::key)
                .containsExactly("routing.duplicate-host", "routing.duplicate-host");
        assertThat(routing.explain(Route.reads()).toString())
                .contains("y: DUPLICATE, it is the same server as host " + a.name());
        routing.removeHost(a.name());
        await().until(() -> routing.hosts().get(2).state() == HostState.UP);
        assertThat(Hosts.portOf(routing)).isEqualTo(a.port());
        routing.removeHost("z");
        await().untilAsserted(() -> assertThat(routing.findings()).isEmpty());
    }

    @Test
    void aForeignHostIsNotUsed() {
        try (PostgresCluster other = PostgresCluster.builder().standbys(0).start()) {
            String elsewhere = other.createDatabase("elsewhere");
            routing.addHost(RoutingHost.of("x", Hosts.config(other.primary().url(elsewhere))));
            await().until(() -> routing.hosts().get(3).state() == HostState.FOREIGN);
            assertThat(Hosts.portOf(routing)).isEqualTo(a.port());
            assertThat(routing.findings()).extracting(Finding::key).containsExactly("routing.foreign-host");
            assertThat(routing.explain(Route.writes()).toString()).contains("x: FOREIGN, its system identifier");
            routing.removeHost("x");
        }
    }

    @Test
    void aReplicaThatGoesIsReplacedWithoutAnErrorForReadsByThemselves() {
        for (int i = 0; i < 50; i++) {
            if (i == 10) {
                b.kill();
            }
            assertThat(Hosts.portOf(routing.readOnly()))
                    .as("read %d, %s", i, routing.explain(Route.reads()))
                    .isIn(b.port(), c.port());
        }
        await().until(() -> state(b) == HostState.DOWN);
        b.start();
        await().until(() -> state(b) == HostState.UP);
    }
}
