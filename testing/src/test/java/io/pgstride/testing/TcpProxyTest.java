package io.pgstride.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.Socket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class TcpProxyTest {
    private final PostgresDatabase database;

    TcpProxyTest(PostgresDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void emptyTable(DSLContext dsl) {
        dsl.execute("drop table if exists done");
        dsl.execute("create table done (id int)");
    }

    @Test
    void withoutFaultsEverythingPassesWhole() throws SQLException {
        try (TcpProxy proxy = proxy();
                Connection connection = connect(proxy, 0);
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("select repeat('x', 5000000)")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).hasSize(5_000_000);
        }
    }

    @Test
    void aCutConnectionFailsAndANewOneWorks() throws SQLException {
        try (TcpProxy proxy = proxy();
                Connection connection = connect(proxy, 0);
                Statement statement = connection.createStatement()) {
            proxy.cut();
            assertThatThrownBy(() -> statement.execute("select 1"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
            connect(proxy, 0).close();
        }
    }

    @Test
    void refusedConnectionsFailWhilePresentOnesGoOn() throws SQLException {
        try (TcpProxy proxy = proxy();
                Connection present = connect(proxy, 0)) {
            for (int round = 0; round < 50; round++) {
                proxy.refuse(true);
                assertThatThrownBy(() -> connect(proxy, 0)).hasMessageContaining("refused");
                assertThat(present.isValid(5)).isTrue();
                proxy.refuse(false);
                connect(proxy, 0).close();
            }
        }
    }

    @Test
    void droppedResponsesLeaveTheClientWaitingForWorkThatIsDone(DSLContext dsl) throws SQLException {
        try (TcpProxy proxy = proxy();
                Connection connection = connect(proxy, 1);
                Statement statement = connection.createStatement()) {
            proxy.dropResponses(true);
            assertThatThrownBy(() -> statement.execute("insert into done values (1)"))
                    .hasRootCauseInstanceOf(java.net.SocketTimeoutException.class);
            await().untilAsserted(() ->
                    assertThat(dsl.fetchCount(dsl.selectFrom("done"))).isOne());
        }
    }

    @Test
    void aServerThatEndsStaysUnnoticedWhileResponsesAreDropped(DSLContext dsl) throws Exception {
        try (TcpProxy proxy = proxy();
                Connection connection = connect(proxy, 1);
                Statement statement = connection.createStatement()) {
            int backend = connection.unwrap(org.postgresql.PGConnection.class).getBackendPID();
            proxy.dropResponses(true);
            dsl.execute("select pg_terminate_backend(" + backend + ")");
            await().until(() ->
                    !dsl.fetchExists(dsl.selectFrom("pg_stat_activity").where("pid = " + backend)));
            assertThatThrownBy(() -> statement.execute("select 1"))
                    .hasRootCauseInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void delayedResponsesComeThatMuchLater() throws SQLException {
        Duration delay = Duration.ofMillis(300);
        try (TcpProxy proxy = proxy();
                Connection connection = connect(proxy, 0);
                Statement statement = connection.createStatement()) {
            proxy.delay(delay);
            assertThat(timeOf(statement)).isGreaterThanOrEqualTo(delay);
            proxy.delay(Duration.ZERO);
            assertThat(timeOf(statement)).isLessThan(delay);
        }
    }

    @Test
    void closingEndsTheWaitOfADelayAndEveryThread() throws Exception {
        TcpProxy proxy = proxy();
        var executor = Executors.newSingleThreadExecutor();
        try (Connection connection = connect(proxy, 0);
                Statement statement = connection.createStatement()) {
            proxy.delay(Duration.ofHours(1));
            var result = executor.submit(() -> statement.execute("insert into done values (2)"));
            await().until(() -> database.dsl().fetchCount(database.dsl().selectFrom("done")) == 1);
            assertThat(threadsOf(proxy)).isEqualTo(3);
            proxy.close();
            assertThatThrownBy(result::get).hasCauseInstanceOf(SQLException.class);
            await().until(() -> threadsOf(proxy) == 0);
            assertThatThrownBy(() -> new Socket(proxy.host(), proxy.port()).close())
                    .hasMessageContaining("refused");
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void aTargetThatDoesNotAnswerResetsTheClient() {
        try (TcpProxy proxy = TcpProxy.to("localhost", 1)) {
            assertThatThrownBy(() -> connect(proxy, 5)).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void aNegativeDelayIsRefused() {
        try (TcpProxy proxy = proxy()) {
            assertThatThrownBy(() -> proxy.delay(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private TcpProxy proxy() {
        return TcpProxy.to(database.server().host(), database.server().port());
    }

    private Connection connect(TcpProxy proxy, int timeoutSeconds) throws SQLException {
        return DriverManager.getConnection(
                database.urlThrough(proxy) + "&sslmode=disable&socketTimeout=" + timeoutSeconds);
    }

    private static Duration timeOf(Statement statement) throws SQLException {
        Instant begin = Instant.now();
        statement.execute("select 1");
        return Duration.between(begin, Instant.now());
    }

    private static long threadsOf(TcpProxy proxy) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("pgstride-proxy-" + proxy.port() + "-"))
                .count();
    }
}
