package io.pgstride.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgstride.testing.ClusterHost;
import io.pgstride.testing.PostgresCluster;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.postgresql.util.ByteStreamWriter;
import org.postgresql.util.PGobject;

/** A read whose session is ended before it runs: what the second run keeps of the first, and which reads get none. */
class RepeatedReadTest {
    private static final PostgresCluster CLUSTER = Hosts.shared();

    private static RoutingDataSource routing;

    @BeforeAll
    static void start() {
        routing = Hosts.over(CLUSTER, CLUSTER.createDatabase("repeated")).build();
    }

    @AfterAll
    static void stop() {
        routing.close();
    }

    @AfterEach
    void nothingLeaks() {
        assertThat(routing.hosts()).allSatisfy(host -> assertThat(host.inUse()).isZero());
    }

    /** Ends the session of a connection that has a host. */
    private static int cut(Connection connection) throws SQLException {
        int port;
        int session;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select inet_server_port(), pg_backend_pid()")) {
            row.next();
            port = row.getInt(1);
            session = row.getInt(2);
        }
        ClusterHost host = CLUSTER.hosts().stream()
                .filter(one -> one.port() == port)
                .findFirst()
                .orElseThrow();
        DSLContext dsl = DSL.using(host.dataSource("postgres"), SQLDialect.POSTGRES);
        dsl.execute("select pg_terminate_backend(?)", session);
        await().until(() -> !dsl.fetchExists(
                DSL.table("pg_stat_activity"), DSL.field("pid", Integer.class).eq(session)));
        return port;
    }

    private static List<DSLContext> standbys() {
        return CLUSTER.standbys().stream()
                .map(host -> DSL.using(host.dataSource("postgres"), SQLDialect.POSTGRES))
                .toList();
    }

    private static boolean sleeps(DSLContext standby) {
        return standby.fetchExists(DSL.table("pg_stat_activity"), DSL.condition("wait_event = 'PgSleep'"));
    }

    private static void sleep(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_sleep(60)");
        }
    }

    private static void endSleeps() {
        standbys()
                .forEach(standby -> standby.execute(
                        "select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'PgSleep'"));
        await().until(() -> standbys().stream().noneMatch(RepeatedReadTest::sleeps));
    }

    private static void isNotRepeated(ThrowingCallable read) {
        assertThatThrownBy(read)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isIn("57P01", "08006"));
    }

    @Test
    void itsLimitsHold() throws SQLException {
        String sql = "select 'long' from generate_series(1, 10)";
        try (Connection connection = routing.readOnly().getConnection()) {
            int first = cut(connection);
            try (Statement plain = connection.createStatement()) {
                limit(plain);
                try (ResultSet rows = plain.executeQuery(sql)) {
                    isLimited(rows);
                }
                assertThat(plain.isClosed()).isTrue();
            }
            assertThat(Hosts.portOf(connection)).isNotEqualTo(first);
            cut(connection);
            try (PreparedStatement prepared = connection.prepareStatement(sql)) {
                limit(prepared);
                try (ResultSet rows = prepared.executeQuery()) {
                    isLimited(rows);
                }
            }
        }
    }

    private static void limit(Statement statement) throws SQLException {
        statement.setMaxRows(3);
        statement.setMaxFieldSize(2);
        statement.setEscapeProcessing(false);
        statement.setFetchDirection(ResultSet.FETCH_FORWARD);
        statement.setPoolable(false);
        statement.closeOnCompletion();
    }

    private static void isLimited(ResultSet rows) throws SQLException {
        int count = 0;
        while (rows.next()) {
            count++;
            assertThat(rows.getString(1)).isEqualTo("lo");
        }
        assertThat(count).isEqualTo(3);
        assertThat(rows.getStatement().isCloseOnCompletion()).isTrue();
        assertThat(rows.getStatement().isPoolable()).isFalse();
    }

    /** A host that hangs looks like a query that takes its time; what was left behind runs on. */
    @Test
    void aNetworkTimeoutHoldsForEachRun() throws SQLException {
        try (Connection connection = routing.readOnly().getConnection()) {
            connection.setNetworkTimeout(Runnable::run, 500);
            isNotRepeated(() -> sleep(connection));
            assertThat(standbys()).allMatch(RepeatedReadTest::sleeps);
        } finally {
            endSleeps();
        }
    }

    @Test
    void notAfterAQueryTimeout() throws SQLException {
        try (Connection connection = routing.readOnly().getConnection();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            assertThatThrownBy(() -> statement.execute("select pg_sleep(60)"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
            await().until(() -> standbys().stream().noneMatch(RepeatedReadTest::sleeps));
        }
    }

    @Test
    void notAfterAnAbort() throws Exception {
        try (Connection connection = routing.readOnly().getConnection()) {
            FutureTask<Void> sleep = new FutureTask<>(() -> {
                sleep(connection);
                return null;
            });
            new Thread(sleep, "sleep").start();
            await().until(() -> standbys().stream().anyMatch(RepeatedReadTest::sleeps));
            connection.abort(Runnable::run);
            assertThatThrownBy(() -> sleep.get(20, TimeUnit.SECONDS)).hasRootCauseInstanceOf(Exception.class);
            assertThat(connection.isClosed()).isTrue();
            assertThat(standbys().stream().filter(RepeatedReadTest::sleeps)).hasSize(1);
        } finally {
            endSleeps();
        }
    }

    @Test
    void notInATransaction() throws SQLException {
        try (Connection connection = routing.readOnly().getConnection()) {
            connection.setAutoCommit(false);
            cut(connection);
            isNotRepeated(() -> Hosts.portOf(connection));
        }
    }

    @Test
    void notInATransactionThatSqlBegan() throws SQLException {
        try (Connection connection = routing.readOnly().getConnection()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("begin");
            }
            cut(connection);
            isNotRepeated(() -> Hosts.portOf(connection));
        }
    }

    /** Whoever has the driver's connection has one of this host. */
    @Test
    void notWhereTheConnectionWasUnwrapped() throws SQLException {
        try (Connection connection = routing.readOnly().getConnection()) {
            PGConnection driver = connection.unwrap(PGConnection.class);
            cut(connection);
            isNotRepeated(() -> Hosts.portOf(connection));
            assertThat(((Connection) driver).isClosed()).isTrue();
        }
    }

    /** What is set past the wrapper, as this is, would be lost. */
    @Test
    void notWhereTheStatementWasUnwrapped() throws SQLException {
        try (Connection connection = routing.readOnly().getConnection()) {
            cut(connection);
            try (PreparedStatement prepared = connection.prepareStatement("select 1")) {
                prepared.unwrap(PGStatement.class).setPrepareThreshold(0);
                isNotRepeated(prepared::executeQuery);
            }
        }
    }

    @Test
    void notBesideAnOpenCall() throws SQLException {
        try (Connection connection = routing.readOnly().getConnection();
                var call = connection.prepareCall("{? = call abs(?)}")) {
            call.registerOutParameter(1, Types.INTEGER);
            cut(connection);
            isNotRepeated(() -> Hosts.portOf(connection));
        }
    }

    /** Whoever binds may use an object again for the next parameter. */
    @Test
    void valuesAreThoseOfTheirBinding() throws SQLException {
        try (Connection connection = routing.readOnly().getConnection()) {
            int first = cut(connection);
            try (PreparedStatement prepared = connection.prepareStatement(
                    "select ?::jsonb->>'a', ?::jsonb->>'a', ?::timestamp::text, ?::date::text")) {
                PGobject json = new PGobject();
                json.setType("jsonb");
                json.setValue("{\"a\": 1}");
                prepared.setObject(1, json);
                json.setValue("{\"a\": 2}");
                prepared.setObject(2, json);
                Timestamp at = Timestamp.valueOf("2026-01-01 12:00:00");
                prepared.setTimestamp(3, at);
                at.setTime(0);
                Date day = Date.valueOf("2026-01-01");
                prepared.setObject(4, day);
                day.setTime(0);
                try (ResultSet row = prepared.executeQuery()) {
                    row.next();
                    assertThat(row.getString(1) + " " + row.getString(2)).isEqualTo("1 2");
                    assertThat(row.getString(3)).isEqualTo("2026-01-01 12:00:00");
                    assertThat(row.getString(4)).isEqualTo("2026-01-01");
                }
            }
            assertThat(Hosts.portOf(connection)).isNotEqualTo(first);
        }
    }

    @Test
    void notWhereAValueMayBeUsedUp() throws SQLException {
        try (Connection connection = routing.readOnly().getConnection()) {
            cut(connection);
            try (PreparedStatement prepared = connection.prepareStatement("select length(?::bytea)")) {
                prepared.setObject(1, ByteStreamWriter.of(ByteBuffer.allocate(8)));
                isNotRepeated(prepared::executeQuery);
            }
        }
    }

    /** What it set is the first host's; another session may have another tenant's. */
    @Test
    void notWhereSqlTextMayHaveSetSomething() throws SQLException {
        for (boolean prepared : new boolean[] {false, true}) {
            try (Connection connection = routing.readOnly().getConnection()) {
                set(connection, prepared);
                cut(connection);
                isNotRepeated(() -> Hosts.portOf(connection));
            }
        }
    }

    private static void set(Connection connection, boolean prepared) throws SQLException {
        String sql = "set application.tenant = 'a'";
        if (prepared) {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.executeUpdate();
            }
        } else {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void notWhereItsHostIsTheOnlyOne() throws SQLException {
        try (RoutingDataSource single = RoutingDataSource.builder()
                        .host(Hosts.direct(CLUSTER.primary(), "postgres"))
                        .connectionTimeout(Duration.ofSeconds(3))
                        .build();
                Connection connection = single.readOnly().getConnection()) {
            cut(connection);
            isNotRepeated(() -> Hosts.portOf(connection));
        }
    }

    @Test
    void notWhereNoOtherHostIsFit() throws SQLException {
        ClusterHost standby = CLUSTER.standbys().get(0);
        Route route =
                Route.reads().fallback(Fallback.ofDefaults().primaryReads(0).last(Fallback.Last.REJECT));
        try (RoutingDataSource two = RoutingDataSource.builder()
                .host(Hosts.direct(CLUSTER.primary(), "postgres"))
                .host(Hosts.direct(standby, "postgres"))
                .build()) {
            await().until(() -> two.explain(route).chosen().isPresent());
            try (Connection connection = two.on(route).getConnection()) {
                cut(connection);
                isNotRepeated(() -> Hosts.portOf(connection));
                await().until(() -> two.explain(route).chosen().isPresent());
                assertThat(Hosts.portOf(connection)).isEqualTo(standby.port());
            }
        }
    }

    @Test
    void notOnThePrimary() throws SQLException {
        try (Connection connection = routing.getConnection()) {
            cut(connection);
            isNotRepeated(() -> Hosts.portOf(connection));
        }
        assertThat(Hosts.portOf(routing)).isEqualTo(CLUSTER.primary().port());
    }
}
