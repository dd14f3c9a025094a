package io.pgstride.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.core.PgstrideException;
import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the presets do on a server; what they set, {@link PoolsPageTest} compares with the page. */
@PostgresTest
class PoolsTest {
    private final PostgresDatabase database;

    PoolsTest(PostgresDatabase database) {
        this.database = database;
    }

    @Test
    void serverIsOfItsSizeAndNamed() {
        try (HikariDataSource pool =
                Pools.server(database.url()).size(3).applicationName("shop").open()) {
            await().until(() -> sessionsOf("shop") == 3);
            assertThat(pool.getPoolName()).isEqualTo("shop");
        }
    }

    @Test
    void functionOpensItsConnectionByTheFirstUse() throws SQLException {
        try (HikariDataSource pool =
                Pools.serverless(database.url()).applicationName("function").open()) {
            assertThat(sessionsOf("function")).isZero();
            pool.getConnection().close();
            pool.getConnection().close();
            assertThat(sessionsOf("function")).isEqualTo(1);
        }
    }

    @Test
    void functionThatTheServerLeftGetsAnotherConnection() throws Exception {
        HikariConfig config =
                Pools.serverless(database.url()).applicationName("frozen").config();
        config.addDataSourceProperty("options", "-c idle_session_timeout=50");
        try (HikariDataSource pool = new HikariDataSource(config)) {
            pool.getConnection().close();
            await().until(() -> sessionsOf("frozen") == 0);
            await().ignoreExceptionsInstanceOf(SQLException.class).until(() -> {
                try (Connection connection = pool.getConnection()) {
                    return connection.isValid(1);
                }
            });
        }
    }

    @Test
    void replicaRefusesWritesAlsoInAutocommit() {
        assertWrites("replica_t", Pools.replica(database.url()), false);
        assertWrites("server_t", Pools.server(database.url()), true);
    }

    private static void assertWrites(String table, PoolBuilder builder, boolean allowed) {
        try (HikariDataSource pool = builder.size(1).open()) {
            if (allowed) {
                dsl(pool).execute("create table " + table + " ()");
                return;
            }
            assertState("25006", () -> dsl(pool).execute("create table " + table + " ()"));
            assertState("25006", () -> dsl(pool).transaction(tx -> tx.dsl().execute("create table " + table + " ()")));
        }
    }

    @Test
    void statementsAreLimited() {
        try (HikariDataSource pool = Pools.server(database.url())
                .size(1)
                .statementTimeout(Duration.ofMillis(100))
                .open()) {
            assertState("57014", () -> dsl(pool).fetch("select pg_sleep(60)"));
        }
    }

    @Test
    void forgottenTransactionIsEnded() {
        try (HikariDataSource pool = Pools.server(database.url())
                .size(1)
                .idleInTransactionTimeout(Duration.ofMillis(100))
                .applicationName("forgetful")
                .open()) {
            assertThatThrownBy(() -> dsl(pool).transaction(tx -> {
                        tx.dsl().fetch("select 1");
                        await().until(() -> idleInTransaction("forgetful") == 0);
                        tx.dsl().fetch("select 1");
                    }))
                    .isInstanceOf(DataAccessException.class);
        }
    }

    @Test
    void workerSendsABatchOfInsertsAsFewStatements() throws SQLException {
        database.dsl().execute("create table batch (n int)");
        try (HikariDataSource worker = Pools.worker(database.url()).size(1).open();
                HikariDataSource server = Pools.server(database.url()).size(1).open()) {
            assertThat(insertBatch(worker)).containsOnly(Statement.SUCCESS_NO_INFO);
            assertThat(insertBatch(server)).containsOnly(1);
        }
        assertThat(database.dsl().fetchCount(database.dsl().selectFrom("batch")))
                .isEqualTo(200);
    }

    private static int[] insertBatch(DataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection();
                var insert = connection.prepareStatement("insert into batch values (?)")) {
            for (int i = 0; i < 100; i++) {
                insert.setInt(1, i);
                insert.addBatch();
            }
            return insert.executeBatch();
        }
    }

    @Test
    void whatTheUrlSaysWins() {
        String url = database.url() + "&ApplicationName=mine&socketTimeout=77";
        HikariConfig config = Pools.server(url).applicationName("other").size(1).config();
        try (HikariDataSource pool = new HikariDataSource(config)) {
            assertThat(sessionsOf("mine")).isEqualTo(1);
            assertThat(sessionsOf("other")).isZero();
            assertThat(PlannedPool.of(pool, 1).application()).isEqualTo("mine");
        }
    }

    @Test
    void socketTimeoutFollowsTheStatementTimeout() {
        Function<Duration, Object> socketTimeout = limit -> String.valueOf(Pools.server(database.url())
                .statementTimeout(limit)
                .config()
                .getDataSourceProperties()
                .get("socketTimeout"));
        assertThat(socketTimeout.apply(Duration.ofMillis(1500))).isEqualTo("12");
        assertThat(socketTimeout.apply(Duration.ofHours(2))).isEqualTo("7210");
        assertThat(socketTimeout.apply(Duration.ZERO)).isEqualTo("null");
    }

    @Test
    void behindPgBouncerNothingBelongsToTheSession() {
        assertThat(Pools.replica(database.url()).behindPgBouncer().config().getDataSourceProperties())
                .containsEntry("prepareThreshold", "0")
                .doesNotContainKeys("options", "readOnlyMode");
        for (Consumer<PoolBuilder> own : List.<Consumer<PoolBuilder>>of(
                pool -> pool.statementTimeout(Duration.ofSeconds(1)),
                pool -> pool.idleInTransactionTimeout(Duration.ofSeconds(1)))) {
            PoolBuilder pool = Pools.server(database.url()).behindPgBouncer();
            own.accept(pool);
            assertThatThrownBy(pool::config)
                    .isInstanceOf(PgstrideException.class)
                    .hasMessageContaining("ALTER ROLE");
        }
    }

    @Test
    void urlThatCannotBeReadIsNotRepeated() {
        assertThatThrownBy(() -> Pools.server("jdbc:postgresql://me:secret@host/db"))
                .isInstanceOf(PgstrideException.class)
                .hasMessageContaining("jdbc:postgresql://HOST")
                .hasMessageNotContaining("secret");
    }

    @Test
    void passwordIsInNoMessage() {
        assertThatThrownBy(() -> Pools.server("jdbc:postgresql://localhost:1/db")
                        .user("me")
                        .password("secret-of-mine")
                        .open())
                .satisfies(e -> assertThat(org.assertj.core.util.Throwables.getStackTrace(e))
                        .doesNotContain("secret-of-mine"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "größe", "a\tb", "sixty-four-characters-are-one-more-than-what-a-name-may-have-here!"})
    void namesThatTheServerWouldChangeAreRefused(String name) {
        assertThatThrownBy(() -> Pools.server(database.url()).applicationName(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("63");
    }

    @Test
    void whatIsOutOfRangeIsRefused() {
        PoolBuilder pool = Pools.server(database.url());
        for (Runnable wrong : Arrays.<Runnable>asList(
                () -> pool.size(0),
                () -> pool.statementTimeout(Duration.ofNanos(1)),
                () -> pool.statementTimeout(Duration.ofDays(25)),
                () -> pool.idleInTransactionTimeout(Duration.ofSeconds(-1)),
                () -> pool.leakDetection(Duration.ofMillis(1999)),
                () -> PoolSize.of(0, 0),
                () -> PoolSize.of(1, -1),
                () -> PoolSize.of(1, 1).over(0))) {
            assertThatThrownBy(wrong::run).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(pool.leakDetection(Duration.ofSeconds(2)).config().getLeakDetectionThreshold())
                .isEqualTo(2000);
    }

    @Test
    void sizes() {
        assertThat(PoolSize.of(8, 1).connections()).isEqualTo(17);
        assertThat(PoolSize.of(8, 1).over(4)).isEqualTo(4);
        assertThat(PoolSize.of(1, 0).over(3)).isEqualTo(1);
    }

    private static void assertState(String state, Runnable statement) {
        assertThatThrownBy(statement::run)
                .isInstanceOfSatisfying(
                        DataAccessException.class, e -> assertThat(e.sqlState()).isEqualTo(state));
    }

    private static DSLContext dsl(DataSource pool) {
        return DSL.using(pool, SQLDialect.POSTGRES);
    }

    private int sessionsOf(String application) {
        return count("select count(*) from pg_stat_activity where application_name = ?", application);
    }

    private int idleInTransaction(String application) {
        return count(
                "select count(*) from pg_stat_activity where application_name = ? and state = 'idle in transaction'",
                application);
    }

    private int count(String sql, String application) {
        return database.dsl().fetchSingle(sql, application).get(0, Integer.class);
    }
}
