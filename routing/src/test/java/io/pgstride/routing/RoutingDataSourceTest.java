package io.pgstride.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.pgstride.core.transaction.Transactions;
import io.pgstride.testing.ClusterHost;
import io.pgstride.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RoutingDataSourceTest {
    private static PostgresCluster cluster;
    private static String database;
    private static RoutingDataSource routing;
    private static int primary;
    private static Set<Integer> replicas;

    @BeforeAll
    static void start() {
        cluster = Hosts.shared();
        database = cluster.createDatabase("routing");
        routing = Hosts.over(cluster, database).build();
        primary = cluster.primary().port();
        replicas = cluster.standbys().stream().map(ClusterHost::port).collect(Collectors.toSet());
    }

    @AfterAll
    static void stop() {
        routing.close();
    }

    @Test
    void undeclaredStatementsAndWritesGoToThePrimary() {
        assertThat(Hosts.portOf(routing)).isEqualTo(primary);
        assertThat(Hosts.portOf(routing.primary())).isEqualTo(primary);
    }

    @Test
    void readsAreSpreadOverTheReplicas() {
        Set<Integer> seen = new HashSet<>();
        await().untilAsserted(() -> {
            seen.add(Hosts.portOf(routing.readOnly()));
            assertThat(seen).isEqualTo(replicas);
        });
    }

    @Test
    void aConnectionThatIsSetReadOnlyFirstGoesToAReplica() throws SQLException {
        try (Connection connection = routing.getConnection()) {
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            assertThat(replicas).contains(Hosts.portOf(connection));
            assertThatThrownBy(() -> connection.setReadOnly(false))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25001"));
            connection.rollback();
            connection.setReadOnly(false);
            assertThat(Hosts.portOf(connection)).isEqualTo(primary);
            connection.rollback();
        }
    }

    @Test
    void aTransactionStaysOnItsHost() throws SQLException {
        try (Connection connection = routing.readOnly().getConnection()) {
            connection.setAutoCommit(false);
            int first = Hosts.portOf(connection);
            for (int i = 0; i < 50; i++) {
                assertThat(Hosts.portOf(connection)).isEqualTo(first);
            }
            connection.rollback();
        }
    }

    @Test
    void connectionsOfReadsRefuseToWrite() throws SQLException {
        try (Connection connection = routing.readOnly().getConnection()) {
            assertThat(connection.isReadOnly()).isTrue();
            assertThatThrownBy(() -> connection.setReadOnly(false)).hasMessageContaining("Route.writes()");
        }
    }

    @Test
    void nothingIsTakenBeforeTheFirstStatement() throws SQLException {
        try (Connection connection = routing.getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.commit();
            assertThat(routing.hosts())
                    .allSatisfy(host -> assertThat(host.inUse()).isZero());
            assertThat(Hosts.portOf(connection)).isEqualTo(primary);
            assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_REPEATABLE_READ);
            assertThat(routing.hosts().get(0).inUse()).isEqualTo(1);
            connection.rollback();
        }
        assertThat(routing.hosts()).allSatisfy(host -> assertThat(host.inUse()).isZero());
    }

    @Test
    void aReadWithinWritesJoinsThem() throws Exception {
        int port = Route.writes().call(() -> Route.reads().call(() -> Hosts.portOf(routing)));
        assertThat(port).isEqualTo(primary);
        assertThat(replicas).contains(Route.reads().call(() -> Hosts.portOf(routing)));
        assertThat(Route.current()).isEqualTo(Route.undeclared());
    }

    @Test
    void aScopeIsOfItsThreadAlone() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            Future<Integer> alone = Route.reads().call(() -> executor.submit(() -> Hosts.portOf(routing)));
            assertThat(alone.get()).isEqualTo(primary);
            FutureTask<Integer> taken = new FutureTask<>(() -> Hosts.portOf(routing));
            Route.reads().run(() -> Route.carrying(executor).execute(taken));
            assertThat(replicas).contains(taken.get());
            assertThat(executor.submit(Route::current).get()).isEqualTo(Route.undeclared());
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void jooqsReadOnlyTransactionsAreRead() {
        int port = DSL.using(routing.readOnly(), SQLDialect.POSTGRES)
                .transactionResult(
                        tx -> tx.dsl().fetchSingle("select inet_server_port()").get(0, Integer.class));
        assertThat(replicas).contains(port);
    }

    /** The unit asks the server's version before it says that it is for reads. */
    @Test
    void unitsThatAreReadOnlyAreRead() throws SQLException {
        Transactions units = Transactions.on(routing).readOnly().statementTimeout(Duration.ofSeconds(30));
        assertThat(replicas).contains(port(units));
        assumeThat(version()).isGreaterThanOrEqualTo(17);
        assertThat(replicas).contains(port(units.transactionTimeout(Duration.ofSeconds(30))));
    }

    private static int port(Transactions units) {
        return units.call(dsl -> dsl.fetchSingle("select inet_server_port()").get(0, Integer.class));
    }

    private static int version() throws SQLException {
        try (Connection connection = routing.getConnection()) {
            return connection.getMetaData().getDatabaseMajorVersion();
        }
    }

    @Test
    void whyIsTold() {
        RouteExplanation reads = routing.explain(Route.reads());
        assertThat(reads.candidates())
                .extracting(RouteExplanation.Candidate::verdict)
                .contains(Verdict.OTHER_ROLE, Verdict.CHOSEN, Verdict.FIT);
        assertThat(reads.toString()).contains("a: OTHER_ROLE, the primary serves reads when no replica is fit");
        assertThat(routing.explain(Route.writes()).chosen()).contains("a");
        assertThat(routing.explain(Route.reads().maxLag(Duration.ofNanos(1))).toString())
                .contains("LAGGING, lag of ")
                .contains("limit 0 ms");
    }

    @Test
    void hostsSayWhatTheyAre() {
        assertThat(routing.hosts())
                .extracting(HostStatus::role)
                .containsExactly(HostRole.PRIMARY, HostRole.REPLICA, HostRole.REPLICA);
        assertThat(routing.hosts()).allSatisfy(host -> {
            assertThat(host.state()).isEqualTo(HostState.UP);
            assertThat(host.timeline()).isEqualTo(1);
            assertThat(host.lsn()).isPresent();
        });
        assertThat(routing.findings()).isEmpty();
    }

    @Test
    void hostsComeAndGo() {
        try (RoutingDataSource changing = RoutingDataSource.builder()
                .host(Hosts.direct(cluster.primary(), database))
                .slowStart(Duration.ZERO)
                .build()) {
            assertThat(Hosts.portOf(changing.readOnly())).isEqualTo(primary);
            ClusterHost standby = cluster.standbys().get(0);
            changing.addHost(Hosts.direct(standby, database));
            await().until(() -> Hosts.portOf(changing.readOnly()) == standby.port());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> changing.addHost(Hosts.direct(standby, database)))
                    .withMessageContaining("already");
            changing.removeHost(standby.name());
            assertThat(Hosts.portOf(changing.readOnly())).isEqualTo(primary);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> changing.removeHost("nobody"))
                    .withMessageContaining("no host nobody among [a]");
        }
    }

    @Test
    void aRemovedHostServesWhomItServes() throws SQLException {
        try (RoutingDataSource changing = Hosts.over(cluster, database).build()) {
            try (Connection connection = changing.readOnly().getConnection()) {
                int port = Hosts.portOf(connection);
                String name = cluster.standbys().stream()
                        .filter(host -> host.port() == port)
                        .findFirst()
                        .orElseThrow()
                        .name();
                changing.removeHost(name);
                assertThat(Hosts.portOf(connection)).isEqualTo(port);
            }
        }
    }

    @Test
    void closingEndsThreadsAndPools() {
        RoutingDataSource closing = Hosts.over(cluster, database).build();
        String threads = "pgstride-routing-";
        closing.close();
        closing.close();
        assertThatThrownBy(() -> Hosts.portOf(closing)).hasMessageContaining("closed");
        assertThatIllegalStateException()
                .isThrownBy(() -> closing.addHost(Hosts.direct(cluster.primary(), database)))
                .withMessageContaining("closed");
        routing.close();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith(threads)));
        routing = Hosts.over(cluster, database).build();
    }

    @Test
    void whatContradictsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RoutingDataSource.builder().build())
                .withMessageContaining("at least one");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Hosts.over(cluster, database)
                        .host(Hosts.direct(cluster.primary(), database))
                        .build())
                .withMessageContaining("host a already");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Hosts.over(cluster, database)
                        .maxLag(Duration.ofMillis(60))
                        .build())
                .withMessageContaining("two probe intervals");
    }
}
