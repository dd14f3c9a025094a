package io.pgstride.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.pool.Pools;
import io.pgstride.core.transaction.HookOptions;
import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.core.transaction.Transactions;
import io.pgstride.testing.ClusterHost;
import io.pgstride.testing.PgBouncer;
import io.pgstride.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Each host has a PgBouncer in transaction mode in front; the router's pools and its probes go through it. */
class PgBouncerTest {
    private static final List<PgBouncer> BOUNCERS = new ArrayList<>();

    private static PostgresCluster cluster;
    private static RoutingDataSource routing;

    @BeforeAll
    static void start() {
        assumeTrue(PgBouncer.isInstalled(), "PgBouncer is not installed, so routing through it is not tried");
        cluster = PostgresCluster.builder().standbys(1).start();
        String database = cluster.createDatabase("bounced");
        RoutingDataSourceBuilder builder = RoutingDataSource.builder();
        for (ClusterHost host : cluster.hosts()) {
            PgBouncer bouncer = PgBouncer.before(host, database, Map.of("default_pool_size", "2"));
            BOUNCERS.add(bouncer);
            HikariConfig config = Hosts.config(bouncer.url() + "&prepareThreshold=0");
            builder.host(RoutingHost.of(host.name(), config));
        }
        routing = builder.build();
        Hosts.execute(routing, "create table counter (n bigint)");
        Hosts.execute(routing, "insert into counter values (0)");
    }

    @AfterAll
    static void stop() {
        if (routing != null) {
            routing.close();
        }
        BOUNCERS.forEach(PgBouncer::close);
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void writesAndReadsFindTheirHosts() {
        assertThat(Hosts.portOf(routing)).isEqualTo(cluster.hosts().get(0).port());
        for (int i = 0; i < 50; i++) {
            assertThat(Hosts.portOf(routing.readOnly()))
                    .isEqualTo(cluster.hosts().get(1).port());
        }
    }

    @Test
    void readsSeeTheWritesOfTheirTokens() {
        Transactions transactions = Transactions.on(
                TransactionHooks.wrap(routing, HookOptions.ofDefaults().withTokens()));
        AtomicReference<ConsistencyToken> token = new AtomicReference<>();
        for (int i = 1; i <= 50; i++) {
            int n = i;
            transactions.run(dsl -> {
                dsl.execute("update counter set n = ?", n);
                TransactionHooks.of(dsl)
                        .afterCommit(committed -> token.set(committed.token().orElseThrow()));
            });
            assertThat(DSL.using(routing.readYourWrites(token.get()), SQLDialect.POSTGRES)
                            .fetchSingle("select n from counter")
                            .get(0, Integer.class))
                    .isEqualTo(n);
        }
    }

    /** More probes than the driver's prepareThreshold have been made by then, each in a session of PgBouncer's choice. */
    @Test
    void probesGoOn() {
        HostStatus before = routing.hosts().get(1);
        Hosts.execute(routing, "update counter set n = n");
        await().untilAsserted(() -> assertThat(routing.hosts().get(1).lsn().orElseThrow())
                .isGreaterThan(before.lsn().orElseThrow()));
        assertThat(routing.findings()).isEmpty();
    }

    /** The control: to probes that go through it too, the host seems down. */
    @Test
    void probesPastItSeeAHostWhosePoolerIsFull() throws SQLException {
        ClusterHost host = cluster.primary();
        String database = "postgres";
        try (PgBouncer full = PgBouncer.before(host, database, Map.of("default_pool_size", "1"))) {
            HikariConfig config = Hosts.config(full.url() + "&prepareThreshold=0");
            try (HikariDataSource pool = new HikariDataSource(config);
                    RoutingDataSource past = RoutingDataSource.builder()
                            .host(RoutingHost.of("past", pool, host.dataSource(database)))
                            .build();
                    RoutingDataSource through = RoutingDataSource.builder()
                            .host(RoutingHost.of("through", config))
                            .build();
                    Connection only = full.connect()) {
                only.setAutoCommit(false);
                Hosts.portOf(only);
                await().until(() -> stateOf(through) == HostState.DOWN);
                assertThat(stateOf(past)).isEqualTo(HostState.UP);
                only.rollback();
                await().until(() -> stateOf(through) == HostState.UP);
                assertThat(Hosts.portOf(past)).isEqualTo(host.port());
            }
        }
    }

    private static HostState stateOf(RoutingDataSource router) {
        return router.hosts().get(0).state();
    }

    /** It goes on telling {@code in_hot_standby} as it was when it first connected, unlike the server. */
    @Test
    void writesGoToTheNewPrimary() throws SQLException {
        try (PostgresCluster own = PostgresCluster.builder().standbys(1).start()) {
            String database = own.createDatabase("promoted");
            ClusterHost a = own.hosts().get(0);
            ClusterHost b = own.hosts().get(1);
            try (PgBouncer first = PgBouncer.before(a, database, Map.of());
                    PgBouncer second = PgBouncer.before(b, database, Map.of());
                    RoutingDataSource router = RoutingDataSource.builder()
                            .host(RoutingHost.of(
                                    "a",
                                    Pools.server(first.url()).behindPgBouncer().config()))
                            .host(RoutingHost.of(
                                    "b",
                                    Pools.server(second.url()).behindPgBouncer().config()))
                            .build()) {
                assertThat(Hosts.portOf(router)).isEqualTo(a.port());
                assertThat(Hosts.portOf(router.readOnly())).isEqualTo(b.port());
                a.kill();
                b.promote();
                // Until a probe has failed, a statement may still reach the pooler of the one that is gone.
                await().ignoreExceptions().until(() -> Hosts.portOf(router) == b.port());
                try (Connection connection = second.connect()) {
                    assertThat(Hosts.portOf(connection)).isEqualTo(b.port());
                    assertThat(b.isInRecovery()).isFalse();
                    assertThat(connection.unwrap(PGConnection.class).getParameterStatus("in_hot_standby"))
                            .isNotEqualTo("off");
                }
            }
        }
    }
}
