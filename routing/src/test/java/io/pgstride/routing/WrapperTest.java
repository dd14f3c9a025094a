package io.pgstride.routing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.core.telemetry.Tags;
import io.pgstride.core.telemetry.Telemetry;
import io.pgstride.testing.ClusterHost;
import io.pgstride.testing.PostgresCluster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.postgresql.largeobject.LargeObject;
import org.postgresql.largeobject.LargeObjectManager;
import org.postgresql.util.PGobject;

/** What is between a routed connection and the driver changes nothing; each row of docs/routing-wrapper.md is one of these. */
class WrapperTest {
    private static final PostgresCluster CLUSTER = Hosts.shared();
    private static final List<HikariDataSource> POOLS = new ArrayList<>();
    private static RoutingDataSource routing;

    @BeforeAll
    static void start() {
        String database = CLUSTER.createDatabase("wrapper");
        RoutingDataSourceBuilder builder = RoutingDataSource.builder();
        for (ClusterHost host : CLUSTER.hosts()) {
            HikariDataSource pool = new HikariDataSource(Hosts.config(host.url(database)));
            POOLS.add(pool);
            builder.host(RoutingHost.of(host.name(), pool, host.dataSource(database)));
        }
        routing = builder.build();
        Hosts.execute(routing, "create table items (id bigint generated always as identity, name text)");
        Hosts.execute(routing, "create function twice(n int) returns int return 2 * n");
        CLUSTER.awaitCaughtUp();
    }

    @AfterAll
    static void stop() {
        routing.close();
        POOLS.forEach(HikariDataSource::close);
    }

    @AfterEach
    void nothingLeaks() {
        assertThat(routing.hosts()).allSatisfy(host -> assertThat(host.inUse()).isZero());
        assertThat(POOLS)
                .allSatisfy(pool -> assertThat(pool.getHikariPoolMXBean().getActiveConnections())
                        .isZero());
    }

    private static void failsWith(String state, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
    }

    private static String text(Connection connection, String expression) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select (" + expression + ")::text")) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void unwrapsToTheDriver() throws SQLException {
        try (Connection connection = routing.getConnection()) {
            assertThat(connection.isWrapperFor(PGConnection.class)).isTrue();
            assertThat(connection.unwrap(PGConnection.class).getBackendPID())
                    .isEqualTo(Integer.parseInt(text(connection, "pg_backend_pid()")));
            assertThat(connection.isWrapperFor(HikariDataSource.class)).isFalse();
        }
        assertThat(routing.isWrapperFor(RoutingDataSource.class)).isTrue();
        assertThat(routing.unwrap(RoutingDataSource.class)).isSameAs(routing);
        failsWith("0A000", () -> routing.unwrap(HikariDataSource.class));
    }

    @Test
    void statementsLeadBackToIt() throws SQLException {
        for (Connection connection :
                new Connection[] {routing.getConnection(), routing.readOnly().getConnection()}) {
            try (connection;
                    Statement plain = connection.createStatement();
                    PreparedStatement prepared = connection.prepareStatement("select 1");
                    Statement call = connection.prepareCall("{? = call twice(?)}");
                    ResultSet row = prepared.executeQuery()) {
                assertThat(plain.getConnection()).isSameAs(connection);
                assertThat(plain.unwrap(Statement.class)).isSameAs(plain);
                assertThat(prepared.unwrap(PreparedStatement.class)).isSameAs(prepared);
                assertThat(call.unwrap(Statement.class)).isSameAs(call);
                assertThat(prepared.unwrap(PGStatement.class)).isNotSameAs(prepared);
                assertThat(prepared.getConnection()).isSameAs(connection);
                assertThat(call.getConnection()).isSameAs(connection);
                assertThat(row.getStatement()).isSameAs(prepared);
                assertThat(row.getStatement().getConnection()).isSameAs(connection);
                assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo("PostgreSQL");
            }
        }
    }

    /** The fifth run prepares on the server, as the driver's prepareThreshold says. */
    @Test
    void preparedStatementsAreReused() throws SQLException {
        for (Connection connection :
                new Connection[] {routing.getConnection(), routing.readOnly().getConnection()}) {
            try (connection;
                    PreparedStatement prepared = connection.prepareStatement("select ?::int + 41")) {
                for (int i = 0; i < 7; i++) {
                    prepared.setInt(1, i);
                    try (ResultSet row = prepared.executeQuery()) {
                        row.next();
                        assertThat(row.getInt(1)).isEqualTo(41 + i);
                    }
                }
                assertThat(text(connection, "select count(*) from pg_prepared_statements where statement like '%+ 41'"))
                        .isEqualTo("1");
            }
        }
    }

    @Test
    void parametersAreForgottenWhenCleared() throws SQLException {
        try (Connection connection = routing.readOnly().getConnection();
                PreparedStatement prepared = connection.prepareStatement("select ?::text, ?::bytea")) {
            prepared.setString(1, "a");
            prepared.setNull(2, Types.BINARY);
            prepared.clearParameters();
            failsWith("22023", prepared::executeQuery);
            prepared.setString(1, "a");
            prepared.setBinaryStream(2, new ByteArrayInputStream("b".getBytes(UTF_8)));
            try (ResultSet row = prepared.executeQuery()) {
                row.next();
                assertThat(row.getString(1) + new String(row.getBytes(2), UTF_8))
                        .isEqualTo("ab");
            }
        }
    }

    @Test
    void rowsAreCopied() throws Exception {
        try (Connection connection = routing.getConnection()) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("copy items (name) from stdin", new ByteArrayInputStream("copied\n".getBytes(UTF_8)));
        }
        CLUSTER.awaitCaughtUp();
        try (Connection connection = routing.readOnly().getConnection()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut("copy (select name from items where name = 'copied') to stdout", out);
            assertThat(out.toString(UTF_8)).isEqualTo("copied\n");
        }
    }

    @Test
    void notificationsArrive() throws SQLException {
        try (Connection listening = routing.getConnection()) {
            try (Statement statement = listening.createStatement()) {
                statement.execute("listen news");
            }
            Hosts.execute(routing, "notify news, 'hot'");
            assertThat(listening
                            .unwrap(PGConnection.class)
                            .getNotifications(10_000)[0]
                            .getParameter())
                    .isEqualTo("hot");
            try (Statement statement = listening.createStatement()) {
                statement.execute("unlisten *");
            }
        }
        try (Connection replica = routing.readOnly().getConnection();
                Statement statement = replica.createStatement()) {
            failsWith("25006", () -> statement.execute("listen news"));
        }
    }

    @Test
    void largeObjectsAreWritten() throws SQLException {
        try (Connection connection = routing.getConnection()) {
            connection.setAutoCommit(false);
            LargeObjectManager manager = connection.unwrap(PGConnection.class).getLargeObjectAPI();
            long oid = manager.createLO();
            try (LargeObject object = manager.open(oid, LargeObjectManager.READWRITE)) {
                object.write("large".getBytes(UTF_8));
                object.seek(0);
                assertThat(new String(object.read(5), UTF_8)).isEqualTo("large");
            }
            connection.commit();
            CLUSTER.awaitCaughtUp();
            assertThat(largeObject(oid)).isEqualTo("large");
            manager.unlink(oid);
            connection.commit();
        }
    }

    /** Closed without an end of its transaction, of which the pool has seen nothing. */
    private static String largeObject(long oid) throws SQLException {
        try (Connection replica = routing.readOnly().getConnection()) {
            replica.setAutoCommit(false);
            LargeObjectManager manager = replica.unwrap(PGConnection.class).getLargeObjectAPI();
            try (LargeObject object = manager.open(oid, LargeObjectManager.READ)) {
                return new String(object.read(5), UTF_8);
            }
        }
    }

    @Test
    void savepointsHold() throws SQLException {
        try (Connection connection = routing.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("insert into items (name) values ('kept')");
                Savepoint savepoint = connection.setSavepoint();
                statement.execute("insert into items (name) values ('undone')");
                connection.rollback(savepoint);
                Savepoint named = connection.setSavepoint("named");
                connection.releaseSavepoint(named);
            }
            connection.commit();
            assertThat(text(connection, "select string_agg(name, ',') from items where name in ('kept', 'undone')"))
                    .isEqualTo("kept");
            connection.commit();
        }
    }

    @Test
    void generatedKeysAndBatchesComeBack() throws SQLException {
        try (Connection connection = routing.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "insert into items (name) values (?)", Statement.RETURN_GENERATED_KEYS)) {
            for (String name : new String[] {"one", "two"}) {
                insert.setString(1, name);
                insert.addBatch();
            }
            assertThat(insert.executeBatch()).containsExactly(1, 1);
            try (ResultSet keys = insert.getGeneratedKeys()) {
                assertThat(keys.next() && keys.next()).isTrue();
            }
        }
    }

    @Test
    void callsReturn() throws SQLException {
        try (Connection connection = routing.readOnly().getConnection();
                var call = connection.prepareCall("{? = call twice(?)}")) {
            call.registerOutParameter(1, Types.INTEGER);
            call.setInt(2, 21);
            call.execute();
            assertThat(call.getInt(1)).isEqualTo(42);
        }
    }

    @Test
    void rowsComeInPiecesAndScroll() throws SQLException {
        try (Connection connection = routing.readOnly().getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.setFetchSize(10);
                try (ResultSet rows = statement.executeQuery("select generate_series(1, 100)")) {
                    int count = 0;
                    while (rows.next()) {
                        count++;
                    }
                    assertThat(count).isEqualTo(100);
                }
            }
            try (Statement statement =
                            connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY);
                    ResultSet rows = statement.executeQuery("select generate_series(1, 3)")) {
                assertThat(rows.last()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(3);
            }
            connection.rollback();
        }
    }

    @Test
    void typesOfTheDriverAreBound() throws SQLException {
        PGobject json = new PGobject();
        json.setType("jsonb");
        json.setValue("{\"a\": 1}");
        try (Connection connection = routing.readOnly().getConnection();
                PreparedStatement prepared = connection.prepareStatement("select ?::jsonb->>'a' || (?::int[])[2]")) {
            prepared.setObject(1, json);
            prepared.setArray(2, connection.createArrayOf("int4", new Object[] {1, 2}));
            try (ResultSet row = prepared.executeQuery()) {
                row.next();
                assertThat(row.getString(1)).isEqualTo("12");
            }
        }
    }

    @Test
    void readOnlyAfterTheFirstStatementIsRefused() throws SQLException {
        try (Connection connection = routing.getConnection()) {
            connection.setAutoCommit(false);
            text(connection, "1");
            failsWith("25001", () -> connection.setReadOnly(true));
            connection.rollback();
            connection.setReadOnly(true);
            failsWith("25006", () -> text(connection, "nextval('items_id_seq')"));
            connection.rollback();
        }
    }

    /** Tools that observe connections ask for its URL at once, before anybody can say that it is for reads. */
    @Test
    void metadataDecideNothing() throws SQLException {
        try (Connection connection = routing.getConnection()) {
            assertThat(connection.getMetaData().getURL())
                    .contains(":" + CLUSTER.primary().port() + "/");
            assertThat(connection.isValid(5)).isTrue();
            connection.setReadOnly(true);
            assertThat(text(connection, "pg_is_in_recovery()")).isEqualTo("true");
        }
        try (Connection connection = routing.getConnection()) {
            connection.unwrap(PGConnection.class);
            connection.setReadOnly(true);
            assertThat(text(connection, "pg_is_in_recovery()")).isEqualTo("false");
        }
    }

    /** With autocommit on, neither the pool nor the driver looks for it. */
    @Test
    void whatSqlTextBeganIsRolledBack() throws SQLException {
        String session;
        try (Connection connection = routing.getConnection();
                Statement statement = connection.createStatement()) {
            session = text(connection, "pg_backend_pid()");
            statement.execute("begin");
            statement.execute("insert into items (name) values ('begun')");
        }
        try (Connection next = routing.getConnection()) {
            assertThat(text(next, "pg_backend_pid()")).isEqualTo(session);
            assertThat(text(next, "select count(*) from items where name = 'begun'"))
                    .isEqualTo("0");
        }
    }

    /** The connection of metadata is the pool's: it is closed here, and lent to another, before the router's is. */
    @Test
    void whatWasClosedBehindItsBackIsNotTouched() throws SQLException {
        Connection connection = routing.getConnection();
        String session = text(connection, "pg_backend_pid()");
        connection.getMetaData().getConnection().close();
        try (Connection next = routing.getConnection()) {
            next.setAutoCommit(false);
            assertThat(text(next, "pg_backend_pid()")).isEqualTo(session);
            try (Statement statement = next.createStatement()) {
                statement.execute("insert into items (name) values ('of the next')");
                connection.close();
                next.commit();
                assertThat(text(next, "select count(*) from items where name = 'of the next'"))
                        .isEqualTo("1");
                next.rollback();
            }
        }
    }

    @Test
    void telemetryThatFailsCostsNoConnection() throws SQLException {
        Telemetry broken = new BrokenTelemetry();
        try (RoutingDataSource observed = RoutingDataSource.builder()
                .host(RoutingHost.of("a", POOLS.get(0), CLUSTER.primary().dataSource("postgres")))
                .telemetry(broken)
                .build()) {
            assertThat(Hosts.portOf(observed)).isEqualTo(CLUSTER.primary().port());
            assertThat(Hosts.portOf(observed.readOnly()))
                    .isEqualTo(CLUSTER.primary().port());
        }
    }

    private static final class BrokenTelemetry implements Telemetry {
        @Override
        public Counter counter(String name, Tags tags) {
            return amount -> {
                throw new IllegalStateException("the registry is closed");
            };
        }

        @Override
        public Timer timer(String name, Tags tags) {
            return Telemetry.none().timer(name, tags);
        }

        @Override
        public Registration gauge(String name, Tags tags, DoubleSupplier value) {
            return Telemetry.none().gauge(name, tags, value);
        }
    }

    @Test
    void isolationIsKept() throws SQLException {
        try (Connection connection = routing.getConnection()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            connection.setAutoCommit(false);
            assertThat(text(connection, "current_setting('transaction_isolation')"))
                    .isEqualTo("serializable");
            failsWith("25001", () -> connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED));
            connection.rollback();
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            assertThat(text(connection, "current_setting('transaction_isolation')"))
                    .isEqualTo("repeatable read");
            connection.rollback();
            failsWith("22023", () -> {
                try (Connection other = routing.getConnection()) {
                    other.setTransactionIsolation(77);
                }
            });
        }
        try (Connection next = routing.getConnection()) {
            assertThat(text(next, "current_setting('transaction_isolation')")).isEqualTo("read committed");
        }
    }

    @Test
    void whatIsSetBeforeIsSetOnTheHost() throws SQLException {
        try (Connection connection = routing.getConnection()) {
            connection.setSchema("pg_catalog");
            connection.setClientInfo("ApplicationName", "held");
            connection.setNetworkTimeout(Runnable::run, 12_345);
            assertThat(routing.hosts().get(0).inUse()).isZero();
            assertThat(text(connection, "current_schema")).isEqualTo("pg_catalog");
            assertThat(text(connection, "current_setting('application_name')")).isEqualTo("held");
            assertThat(connection.getNetworkTimeout()).isEqualTo(12_345);
        }
    }

    @Test
    void whatNoHostCanSetIsRefusedAtOnce() throws SQLException {
        try (Connection connection = routing.getConnection()) {
            failsWith("22023", () -> connection.setNetworkTimeout(Runnable::run, -1));
            failsWith("22023", () -> connection.setHoldability(77));
            failsWith("22023", () -> connection.setTransactionIsolation(77));
            assertThat(text(connection, "1")).isEqualTo("1");
        }
    }

    @Test
    void clientInfoIsWhatItWasWhenItWasSet() throws SQLException {
        try (Connection connection = routing.getConnection()) {
            Properties info = new Properties();
            info.setProperty("ApplicationName", "first");
            connection.setClientInfo(info);
            info.setProperty("ApplicationName", "second");
            assertThat(text(connection, "current_setting('application_name')")).isEqualTo("first");
        }
    }

    @Test
    void aNetworkTimeoutBreaksTheConnection() throws SQLException {
        try (Connection connection = routing.getConnection()) {
            connection.setNetworkTimeout(Runnable::run, 200);
            failsWith("08006", () -> text(connection, "pg_sleep(30)"));
            assertThat(connection.isValid(1)).isFalse();
        }
        try (Connection next = routing.getConnection()) {
            assertThat(next.isValid(5)).isTrue();
        }
    }

    @Test
    void anAbortEndsWhatRuns() throws Exception {
        try (Connection connection = routing.getConnection()) {
            text(connection, "1");
            CompletableFuture<Void> sleep = CompletableFuture.runAsync(() -> {
                try {
                    text(connection, "pg_sleep(60)");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            await().until(() -> sleeps() > 0);
            connection.abort(Runnable::run);
            assertThatThrownBy(() -> sleep.get(20, TimeUnit.SECONDS)).hasRootCauseInstanceOf(Exception.class);
            assertThat(connection.isClosed()).isTrue();
            failsWith("08003", connection::createStatement);
        }
    }

    @Test
    void anAbortThatComesTooLateOrIsRefusedHarmsNobody() throws SQLException {
        List<Runnable> late = new ArrayList<>();
        Connection connection = routing.getConnection();
        String session = text(connection, "pg_backend_pid()");
        connection.abort(late::add);
        connection.close();
        try (Connection next = routing.getConnection()) {
            assertThat(text(next, "pg_backend_pid()")).isEqualTo(session);
            late.forEach(Runnable::run);
            assertThat(text(next, "pg_backend_pid()")).isEqualTo(session);
        }
        try (Connection other = routing.getConnection()) {
            text(other, "1");
            assertThatThrownBy(() -> other.abort(task -> {
                        throw new RejectedExecutionException("full");
                    }))
                    .hasMessage("full");
        }
    }

    private static int sleeps() throws SQLException {
        try (Connection connection = routing.getConnection()) {
            return Integer.parseInt(
                    text(
                            connection,
                            "select count(*) from pg_stat_activity where query like '%pg_sleep(60)%' and pid <> pg_backend_pid()"));
        }
    }

    @Test
    void aClosedConnectionSaysSo() throws SQLException {
        Connection connection = routing.getConnection();
        text(connection, "1");
        connection.close();
        connection.close();
        assertThat(connection.isClosed()).isTrue();
        assertThat(connection.isValid(1)).isFalse();
        failsWith("08003", connection::createStatement);
        failsWith("08003", connection::commit);
        failsWith("08003", () -> connection.setAutoCommit(false));
        failsWith("08003", connection::getMetaData);
    }

    @Test
    void nothingToEndIsEnded() throws SQLException {
        try (Connection connection = routing.getConnection()) {
            failsWith("25P01", connection::commit);
            connection.setAutoCommit(false);
            connection.commit();
            connection.rollback();
            assertThat((Throwable) connection.getWarnings()).isNull();
            connection.clearWarnings();
            assertThat(routing.hosts().get(0).inUse()).isZero();
        }
    }

    @Test
    void warningsArrive() throws SQLException {
        try (Connection connection = routing.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("do $$ begin raise warning 'mind the gap'; end $$");
            assertThat(statement.getWarnings().getMessage()).isEqualTo("mind the gap");
        }
    }

    @Test
    void anotherUserIsRefused() {
        failsWith("0A000", () -> routing.getConnection("someone", "secret"));
    }
}
