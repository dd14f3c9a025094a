package io.pgstride.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.testing.PgBouncer;
import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/**
 * What a session's state is worth behind PgBouncer in transaction mode, each row of the table in docs/pools.md. It has two server connections
 * and takes the one used last, so that a client without a transaction shares it with the next client, and has to take the other one while that
 * client is in a transaction.
 */
@PostgresTest
class PgBouncerTest {
    private final PostgresDatabase database;
    private PgBouncer bouncer;
    private Connection client;
    private Connection other;

    PgBouncerTest(PostgresDatabase database) {
        this.database = database;
    }

    @BeforeAll
    static void isThere() {
        assumeTrue(
                PgBouncer.isInstalled(),
                "pgbouncer is not installed: apt-get install pgbouncer, or name it by -Dpgstride.pgbouncer=PATH");
    }

    @BeforeEach
    void start() throws Exception {
        start(PgBouncer.tracksStatements() ? Map.of("max_prepared_statements", "0") : Map.of());
    }

    private void start(Map<String, String> settings) throws IOException, SQLException {
        Map<String, String> all = new HashMap<>(Map.of("default_pool_size", "2"));
        all.putAll(settings);
        bouncer = PgBouncer.before(database, all);
        client = bouncer.connect();
        other = bouncer.connect();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        other.close();
        bouncer.close();
    }

    /** Outside of a transaction the driver mends 26000 by itself. */
    @Test
    void namedStatementsFail() throws Exception {
        try (Connection first = named();
                Connection second = named()) {
            assertThat(twice(first, "select 1")).isEqualTo(1);
            assertState("42P05", () -> twice(second, "select 1"));
            otherTakesTheConnection();
            first.setAutoCommit(false);
            assertState("26000", () -> twice(first, "select 1"));
            first.rollback();
        }
    }

    /** Without any error, which is worse. */
    @Test
    void namedStatementIsAnothers() throws Exception {
        try (Connection first = named();
                Connection second = named()) {
            assertThat(twice(first, "select 1")).isEqualTo(1);
            otherTakesTheConnection();
            assertThat(twice(second, "select 2")).isEqualTo(2);
            assertThat(twice(first, "select 1")).isEqualTo(2);
        }
    }

    @Test
    void namedStatementsWorkWhereTracked() throws Exception {
        assumeTrue(PgBouncer.tracksStatements(), "max_prepared_statements came with PgBouncer 1.21");
        stop();
        start(Map.of("max_prepared_statements", "100"));
        try (Connection first = named();
                Connection second = named()) {
            assertThat(twice(first, "select 1")).isEqualTo(1);
            assertThat(twice(second, "select 2")).isEqualTo(2);
            otherTakesTheConnection();
            first.setAutoCommit(false);
            assertThat(twice(first, "select 1")).isEqualTo(1);
            first.commit();
        }
    }

    @Test
    void preparedBySqlIsGone() throws SQLException {
        run(client, "prepare one as select 1");
        assertThat(ask(other, "execute one")).isEqualTo("1");
        otherTakesTheConnection();
        assertState("26000", () -> ask(client, "execute one"));
    }

    @Test
    void settingIsGoneAndAnothersNow() throws SQLException {
        run(client, "set work_mem = '7MB'");
        assertThat(ask(other, "show work_mem")).isEqualTo("7MB");
        otherTakesTheConnection();
        assertThat(ask(client, "show work_mem")).isNotEqualTo("7MB");
    }

    @Test
    void isolationIsGoneAndAnothersNow() throws SQLException {
        client.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        assertThat(ask(other, "show transaction_isolation")).isEqualTo("serializable");
        otherTakesTheConnection();
        assertThat(ask(client, "show transaction_isolation")).isEqualTo("read committed");
    }

    @Test
    void sessionLockIsNoLock() throws SQLException {
        run(client, "select pg_advisory_lock(1)");
        assertThat(ask(other, "select pg_try_advisory_lock(1)")).isEqualTo("t");
        otherTakesTheConnection();
        assertThat(ask(client, "select pg_advisory_unlock(1)")).isEqualTo("f");
    }

    @Test
    void transactionLockIsOne() throws SQLException {
        client.setAutoCommit(false);
        run(client, "select pg_advisory_xact_lock(1)");
        assertThat(ask(other, "select pg_try_advisory_xact_lock(1)")).isEqualTo("f");
        client.commit();
        assertThat(ask(other, "select pg_try_advisory_xact_lock(1)")).isEqualTo("t");
    }

    @Test
    void notificationsGoToAnother() throws SQLException {
        run(client, "listen news");
        run(other, "notify news, 'for the client'");
        assertThat(other.unwrap(PGConnection.class).getNotifications())
                .extracting(notification -> notification.getParameter())
                .containsExactly("for the client");
        run(client, "select 1");
        assertThat(client.unwrap(PGConnection.class).getNotifications()).isEmpty();
    }

    @Test
    void temporaryTableIsGoneAndAnothersNow() throws SQLException {
        run(client, "create temporary table basket as select 'mine'");
        assertThat(ask(other, "select * from basket")).isEqualTo("mine");
        otherTakesTheConnection();
        assertState("42P01", () -> ask(client, "select * from basket"));
    }

    @Test
    void temporaryTableOfATransactionWorks() throws SQLException {
        client.setAutoCommit(false);
        run(client, "create temporary table basket on commit drop as select 'mine'");
        assertThat(ask(client, "select * from basket")).isEqualTo("mine");
        client.commit();
        assertState("42P01", () -> ask(other, "select * from basket"));
    }

    @Test
    void heldCursorIsGone() throws SQLException {
        client.setAutoCommit(false);
        run(client, "declare numbers cursor with hold for select 1");
        client.setAutoCommit(true);
        otherTakesTheConnection();
        assertState("34000", () -> ask(client, "fetch numbers"));
    }

    @Test
    void cursorOfATransactionWorks() throws SQLException {
        client.setAutoCommit(false);
        try (Statement statement = client.createStatement()) {
            statement.setFetchSize(10);
            try (ResultSet rows = statement.executeQuery("select generate_series(1, 95)")) {
                int count = 0;
                while (rows.next()) {
                    count++;
                }
                assertThat(count).isEqualTo(95);
            }
        }
        client.commit();
    }

    @Test
    void optionsOfTheLoginAreRefused() {
        assertThatThrownBy(() -> Pools.server(bouncer.url()).open())
                .hasStackTraceContaining("unsupported startup parameter")
                .rootCause()
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08P01"));
    }

    @Test
    void applicationNameFollowsTheClient() throws SQLException {
        String mine = "select application_name from pg_stat_activity where pid = pg_backend_pid()";
        try (HikariDataSource shop = pool("shop");
                HikariDataSource office = pool("office");
                Connection inShop = shop.getConnection();
                Connection inOffice = office.getConnection()) {
            assertThat(ask(inShop, mine)).isEqualTo("shop");
            assertThat(ask(inOffice, mine)).isEqualTo("office");
            assertThat(ask(inShop, mine)).isEqualTo("shop");
        }
    }

    private HikariDataSource pool(String name) {
        return Pools.server(bouncer.url())
                .behindPgBouncer()
                .applicationName(name)
                .size(1)
                .open();
    }

    /** Names each statement that it runs for the second time. */
    private Connection named() throws SQLException {
        return DriverManager.getConnection(bouncer.url() + "&prepareThreshold=1");
    }

    private static int twice(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.executeQuery().close();
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    /** The one that the client used last; what it does next, it does on another one. */
    private void otherTakesTheConnection() throws SQLException {
        String before = ask(client, "select pg_backend_pid()");
        other.setAutoCommit(false);
        assertThat(ask(other, "select pg_backend_pid()")).isEqualTo(before);
        assertThat(ask(client, "select pg_backend_pid()")).isNotEqualTo(before);
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    /** Asks a server. */
    @FunctionalInterface
    private interface Asking {
        Object ask() throws SQLException;
    }

    private static void assertState(String state, Asking asking) {
        assertThatThrownBy(asking::ask)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
    }
}
