package io.pgstride.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgstride.testing.ClusterHost;
import io.pgstride.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replay cancels reads on both standbys. The control: what the pool of one standby shows. */
class ConflictTest {
    private static final String SLOW = "select count(*), max(n + %s), (select pg_sleep(3)) from rows";

    private static PostgresCluster cluster;
    private static String database;
    private static RoutingDataSource routing;

    @BeforeAll
    static void start() {
        cluster = PostgresCluster.builder()
                .standbys(2)
                .setting("max_standby_streaming_delay", "0")
                .start();
        database = cluster.createDatabase("conflicts");
        routing = Hosts.over(cluster, database).build();
    }

    @AfterAll
    static void stop() {
        routing.close();
        cluster.close();
    }

    @BeforeEach
    void load() {
        Hosts.execute(routing, "drop table if exists rows");
        Hosts.execute(routing, "create table rows as select n from generate_series(1, 100) n");
        cluster.awaitCaughtUp();
    }

    /** Runs a slow read, and empties its table on the primary meanwhile, which takes a lock there and in replay. */
    private static <T> T duringAConflict(Callable<T> read) {
        CompletableFuture<T> result = CompletableFuture.supplyAsync(() -> {
            try {
                return read.call();
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
        await().until(() -> cluster.standbys().stream().anyMatch(ConflictTest::sleeps));
        Hosts.execute(routing, "truncate rows");
        return result.orTimeout(60, TimeUnit.SECONDS).join();
    }

    private static boolean sleeps(ClusterHost standby) {
        return DSL.using(standby.dataSource("postgres"), SQLDialect.POSTGRES)
                .fetchExists(DSL.table("pg_stat_activity"), DSL.condition("wait_event = 'PgSleep'"));
    }

    private static String state(Callable<?> read) {
        try {
            duringAConflict(read);
            return "";
        } catch (CompletionException e) {
            return e.getCause() instanceof SQLException failure ? failure.getSQLState() : String.valueOf(e.getCause());
        }
    }

    private static int count(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SLOW.formatted("0"))) {
            row.next();
            return row.getInt(1);
        }
    }

    @Test
    void aStatementIsRunElsewhere() {
        assertThat(duringAConflict(() -> {
                    try (Connection connection = routing.readOnly().getConnection()) {
                        return count(connection);
                    }
                }))
                .isZero();
    }

    @Test
    void andOnceMoreWhereTheNextHostHasTheSameToReplay() {
        CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> {
            try (Connection connection = routing.readOnly().getConnection()) {
                return count(connection);
            } catch (SQLException e) {
                throw new CompletionException(e);
            }
        });
        await().until(() -> cluster.standbys().stream().anyMatch(ConflictTest::sleeps));
        ClusterHost next = cluster.standbys().stream()
                .filter(standby -> !sleeps(standby))
                .findFirst()
                .orElseThrow();
        next.pauseReplay();
        Hosts.execute(routing, "truncate rows");
        await().until(() -> sleeps(next));
        next.resumeReplay();
        assertThat(read.orTimeout(60, TimeUnit.SECONDS).join()).isZero();
    }

    @Test
    void aPreparedStatementIsRunElsewhereWithWhatIsBound() {
        assertThat(duringAConflict(() -> {
                    try (Connection connection = routing.readOnly().getConnection();
                            PreparedStatement statement = connection.prepareStatement(SLOW.formatted("?::int")
                                    + " right join (values (1)) one on true where ?::int = 7")) {
                        statement.setInt(1, 1_000);
                        statement.setInt(2, 7);
                        statement.setFetchSize(10);
                        try (ResultSet row = statement.executeQuery()) {
                            row.next();
                            assertThat(row.getStatement().getConnection()).isSameAs(connection);
                            return row.getInt(1);
                        }
                    }
                }))
                .isEqualTo(1);
    }

    @Test
    void aTransactionIsNot() {
        assertThat(state(() -> {
                    try (Connection connection = routing.readOnly().getConnection()) {
                        connection.setAutoCommit(false);
                        return count(connection);
                    }
                }))
                .isEqualTo("40001");
    }

    @Test
    void norIsAReadBesideAnotherOpenStatement() {
        assertThat(state(() -> {
                    try (Connection connection = routing.readOnly().getConnection();
                            Statement open = connection.createStatement()) {
                        open.executeQuery("select 1");
                        return count(connection);
                    }
                }))
                .isEqualTo("40001");
    }

    @Test
    void withoutARouterItFails() {
        assertThat(state(() -> {
                    try (Connection connection = DriverManager.getConnection(
                            cluster.standbys().get(0).url(database))) {
                        return count(connection);
                    }
                }))
                .isEqualTo("40001");
    }

    @Test
    void aHostThatGoesAwayIsLikeAConflict() throws Exception {
        CompletableFuture<Integer> result = CompletableFuture.supplyAsync(() -> {
            try (Connection connection = routing.readOnly().getConnection()) {
                return count(connection);
            } catch (SQLException e) {
                throw new CompletionException(e);
            }
        });
        await().until(() -> cluster.standbys().stream().anyMatch(ConflictTest::sleeps));
        ClusterHost busy = cluster.standbys().stream()
                .filter(ConflictTest::sleeps)
                .findFirst()
                .orElseThrow();
        busy.kill();
        try {
            assertThat(result.get(60, TimeUnit.SECONDS)).isEqualTo(100);
        } finally {
            busy.start();
        }
    }
}
