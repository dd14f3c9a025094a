package io.pgstride.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import io.pgstride.batching.QueueHealth.Limits;
import io.pgstride.batching.backfill.Throttle;
import io.pgstride.batching.backfill.Throttles;
import io.pgstride.core.PgstrideException;
import io.pgstride.core.finding.Finding;
import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyDual;

/** Each kind of holder: VACUUM leaves a dead row that is younger, and the finding and the throttles name who it is. */
@PostgresTest
class HeldHorizonTest {
    private static final Claim<Record> CLAIM = Claim.from(table(name("items")))
            .key(field(name("id"), SQLDataType.BIGINT))
            .done(field(name("n"), SQLDataType.INTEGER), 1);
    private static final Limits NARROW = new Limits(100, Duration.ZERO, 100, 1_000);
    private static final Throttle XMIN = Throttles.oldestXmin(100);
    private static final Throttle TRANSACTION = Throttles.oldestTransaction(Duration.ofMillis(1));

    private final PostgresDatabase database;
    private final DSLContext dsl;

    HeldHorizonTest(PostgresDatabase database) {
        this.database = database;
        this.dsl = database.dsl();
    }

    @BeforeEach
    void create() {
        dsl.execute("drop table if exists items, others");
        dsl.execute(
                "create table items (id bigint primary key, n int not null default 0) with (autovacuum_enabled = off)");
        dsl.execute("create table others (id bigint primary key, n int) with (autovacuum_enabled = off)");
        dsl.execute("insert into others values (1, 0)");
    }

    /** In READ COMMITTED it has no snapshot between its statements, and a transaction number since its first write. */
    @Test
    void anIdleWriter() throws SQLException {
        try (Connection writer = begin(Connection.TRANSACTION_READ_COMMITTED)) {
            DSL.using(writer).execute("update others set n = 1");
            held("session " + pid(writer));
            assertThat(TRANSACTION.check(dsl).orElseThrow()).contains("session " + pid(writer));
        }
        free();
        assertThat(TRANSACTION.check(dsl)).isEmpty();
    }

    @Test
    void aReaderOfOneSnapshot() throws SQLException {
        try (Connection reader = begin(Connection.TRANSACTION_REPEATABLE_READ)) {
            DSL.using(reader).execute("select from others");
            held("session " + pid(reader));
            assertThat(TRANSACTION.check(dsl).orElseThrow()).contains("session " + pid(reader));
        }
        free();
    }

    /** A SELECT by the extended protocol keeps its snapshot until the next statement takes its portal. */
    @Test
    void aReaderBetweenItsStatementsHoldsNothing() throws SQLException {
        try (Connection reader = begin(Connection.TRANSACTION_READ_COMMITTED)) {
            DSL.using(reader).execute("select from others");
            DSL.using(reader).execute("set local lock_timeout = 0");
            free();
            assertThat(TRANSACTION.check(dsl)).isEmpty();
        }
    }

    @Test
    void aStandbyByItsFeedback() throws SQLException {
        try (Connection standby = replication("START_REPLICATION PHYSICAL " + flushed())) {
            held("standby pgstride-standby");
            assertThat(standby.isClosed()).isFalse();
            assertThat(TRANSACTION.check(dsl)).as("whose time is not known").isEmpty();
        }
        free();
    }

    @Test
    void aStandbyByTheSlotThatItUses() throws SQLException {
        dsl.execute("select pg_create_physical_replication_slot('pgstride_horizon', true)");
        try {
            try (Connection standby = replication("START_REPLICATION SLOT pgstride_horizon PHYSICAL " + flushed())) {
                held("replication slot pgstride_horizon");
                assertThat(standby.isClosed()).isFalse();
            }
            held("replication slot pgstride_horizon");
        } finally {
            await().ignoreExceptions()
                    .untilAsserted(() -> dsl.execute("select pg_drop_replication_slot('pgstride_horizon')"));
        }
        free();
    }

    @Test
    void sessionsThatMayNotBeSeenAreNoAnswer() throws SQLException {
        dsl.execute("drop role if exists pgstride_unseeing");
        dsl.execute("create role pgstride_unseeing");
        try (Connection writer = begin(Connection.TRANSACTION_READ_COMMITTED)) {
            DSL.using(writer).execute("update others set n = 2");
            dsl.transaction(tx -> {
                tx.dsl().execute("set local role pgstride_unseeing");
                assertThatThrownBy(() -> TRANSACTION.check(tx.dsl()))
                        .isInstanceOf(PgstrideException.class)
                        .hasMessageContaining("oldest-transaction cannot see")
                        .hasMessageContaining("grant pg_monitor");
                assertThat(Throttles.oldestXmin(1_000_000).check(tx.dsl())).isEmpty();
            });
            dsl.transaction(tx -> {
                tx.dsl().execute("grant pg_monitor to pgstride_unseeing");
                tx.dsl().execute("set local role pgstride_unseeing");
                assertThat(TRANSACTION.check(tx.dsl())).isPresent();
            });
        } finally {
            dsl.execute("drop role pgstride_unseeing");
        }
    }

    private void held(String who) {
        age();
        assertThat(deadAfterVacuum()).isEqualTo(1);
        assertThat(holders()).contains(who);
        assertThat(XMIN.check(dsl)).isPresent();
    }

    private void free() {
        await().untilAsserted(() -> {
            assertThat(holders()).isEmpty();
            assertThat(XMIN.check(dsl)).isEmpty();
            assertThat(deadAfterVacuum()).isZero();
        });
    }

    private List<Object> holders() {
        return QueueHealth.of(CLAIM).limits(NARROW).find(dsl).stream()
                .filter(finding -> finding.key().equals("batching.xmin-held"))
                .map(Finding::evidence)
                .<Object>map(evidence -> evidence.get("holder"))
                .toList();
    }

    private void age() {
        for (int i = 0; i < 150; i++) {
            dsl.execute("insert into items values (1) on conflict (id) do update set n = items.n + 1");
        }
        dsl.execute("delete from items");
    }

    /** Whether any is left, as VACUUM counts them. */
    private int deadAfterVacuum() {
        dsl.execute("vacuum items");
        return dsl.fetchSingle("select (pg_relation_size('items') > 0)::int").get(0, Integer.class);
    }

    private Connection begin(int isolation) throws SQLException {
        Connection connection = database.dataSource().getConnection();
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(isolation);
        return connection;
    }

    private static int pid(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getBackendPID();
    }

    private String flushed() {
        return dsl.fetchSingle("select pg_current_wal_flush_lsn()::text").get(0, String.class);
    }

    /** Says what a standby with hot_standby_feedback says: that its queries still need what this transaction sees. */
    private Connection replication(String start) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", database.user());
        properties.setProperty("password", database.password());
        properties.setProperty("replication", "true");
        properties.setProperty("preferQueryMode", "simple");
        properties.setProperty("assumeMinServerVersion", "14");
        properties.setProperty("ApplicationName", "pgstride-standby");
        Connection connection = DriverManager.getConnection(database.url(), properties);
        CopyDual stream = connection.unwrap(PGConnection.class).getCopyAPI().copyDual(start);
        long oldest =
                dsl.fetchSingle("select pg_current_xact_id()::text::bigint").get(0, Long.class);
        byte[] feedback = ByteBuffer.allocate(25)
                .put((byte) 'h')
                .putLong(0)
                .putInt((int) oldest)
                .putInt((int) (oldest >>> 32))
                .array();
        stream.writeToCopy(feedback, 0, feedback.length);
        stream.flushCopy();
        await().until(() -> dsl.fetchSingle("select count(*) from pg_stat_activity where backend_xmin is not null"
                                        + " and datname is null")
                                .get(0, int.class)
                        + dsl.fetchSingle("select count(*) from pg_replication_slots where xmin is not null")
                                .get(0, int.class)
                > 0);
        return connection;
    }
}
