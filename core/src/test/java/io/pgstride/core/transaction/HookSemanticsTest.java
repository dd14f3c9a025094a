package io.pgstride.core.transaction;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.core.NoTransactionException;
import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import io.pgstride.testing.TcpProxy;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/** Each test is a row of the table in docs/transactions.md, by its name. */
@PostgresTest
class HookSemanticsTest {
    private final PostgresDatabase database;
    private final HikariDataSource pool;
    private final DataSource dataSource;
    private final Journal journal = new Journal();

    HookSemanticsTest(PostgresDatabase database) {
        this.database = database;
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.url());
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setMaximumPoolSize(2);
        this.pool = new HikariDataSource(config);
        this.dataSource = TransactionHooks.wrap(pool);
    }

    @BeforeEach
    void createTable() throws SQLException {
        try (Connection connection = pool.getConnection()) {
            execute(
                    connection,
                    "drop table if exists t; create table t (id int primary key deferrable initially deferred)");
        }
    }

    @AfterEach
    void closePool() {
        pool.close();
    }

    @Test
    void commit() throws SQLException {
        try (Connection connection = begin()) {
            journal.register(TransactionHooks.of(connection), "a");
            execute(connection, "insert into t values (1)");
            connection.commit();
            assertThat(journal.entries()).containsExactly("a:before", "a:committed", "a:committed");
        }
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void rollback() throws SQLException {
        try (Connection connection = begin()) {
            journal.register(TransactionHooks.of(connection), "a");
            execute(connection, "insert into t values (1)");
            connection.rollback();
            assertThat(journal.entries()).containsExactly("a:rolled-back", "a:rolledback");
        }
        assertThat(rows()).isZero();
    }

    @Test
    void beforeCommitHooksRunByOrderThenByRegistration() throws SQLException {
        try (Connection connection = begin()) {
            TransactionHooks hooks = TransactionHooks.of(connection);
            hooks.beforeCommit(10, c -> journal.add("10a"));
            hooks.beforeCommit(-1, c -> {
                journal.add("-1");
                hooks.beforeCommit(5, again -> journal.add("5, registered by -1"));
            });
            hooks.beforeCommit(c -> journal.add("0"));
            hooks.beforeCommit(10, c -> journal.add("10b"));
            connection.commit();
        }
        assertThat(journal.entries()).containsExactly("-1", "0", "5, registered by -1", "10a", "10b");
    }

    @Test
    void gatheredThingsAreHandledAtOnce() throws SQLException {
        GatheredBeforeCommit<Object> letters = (c, all) -> journal.add("letters " + all);
        GatheredBeforeCommit<Integer> numbers = (c, all) -> {
            journal.add("numbers " + all);
            TransactionHooks.of(c).gather(5, "late", letters);
        };
        try (Connection connection = begin()) {
            TransactionHooks hooks = TransactionHooks.of(connection);
            hooks.gather(5, "a", letters);
            hooks.gather(1, 1, numbers);
            hooks.beforeCommit(5, c -> journal.add("between"));
            hooks.gather(5, "b", letters);
            hooks.gather(1, 2, numbers);
            hooks.gather(7, "other order", letters);
            connection.commit();
            hooks.gather(5, "next transaction", letters);
            connection.rollback();
        }
        assertThat(journal.entries())
                .containsExactly("numbers [1, 2]", "letters [a, b, late]", "between", "letters [other order]");
    }

    @Test
    void gatheredThingsOfASavepointGoWithIt() throws SQLException {
        GatheredBeforeCommit<String> letters = (c, all) -> journal.add("letters " + all);
        try (Connection connection = begin()) {
            TransactionHooks hooks = TransactionHooks.of(connection);
            Savepoint first = connection.setSavepoint();
            hooks.gather(0, "lost with the first registration", letters);
            connection.rollback(first);
            hooks.gather(0, "a", letters);
            Savepoint second = connection.setSavepoint();
            hooks.gather(0, "lost", letters);
            connection.rollback(second);
            hooks.gather(0, "b", letters);
            connection.commit();
        }
        assertThat(journal.entries()).containsExactly("letters [a, b]");
    }

    @Test
    void beforeCommitHookWritesInTheSameTransaction() throws SQLException {
        try (Connection connection = begin()) {
            TransactionHooks.of(connection).beforeCommit(c -> execute(c, "insert into t values (7)"));
            connection.commit();
        }
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void beforeCommitHookFails() throws SQLException {
        try (Connection connection = begin()) {
            TransactionHooks hooks = TransactionHooks.of(connection);
            execute(connection, "insert into t values (1)");
            hooks.beforeCommit(c -> {
                throw new IllegalStateException("veto");
            });
            journal.register(hooks, "later");
            assertThatIllegalStateException().isThrownBy(connection::commit).withMessage("veto");
            assertThat(journal.entries()).containsExactly("later:rolled-back", "later:rolledback");
            connection.setAutoCommit(true);
        }
        assertThat(rows()).isZero();
    }

    @Test
    void beforeCommitHookFailsInSql() throws SQLException {
        try (Connection connection = begin()) {
            TransactionHooks.of(connection).beforeCommit(c -> execute(c, "select 1/0"));
            journal.register(TransactionHooks.of(connection), "a");
            assertThatThrownBy(connection::commit)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22012"));
        }
        assertThat(journal.entries()).containsExactly("a:rolled-back", "a:rolledback");
    }

    @Test
    void beforeCommitHookSwallowsAnSqlError() throws SQLException {
        try (Connection connection = begin()) {
            execute(connection, "insert into t values (1)");
            TransactionHooks.of(connection)
                    .beforeCommit(c ->
                            assertThatThrownBy(() -> execute(c, "select 1/0")).isInstanceOf(SQLException.class));
            journal.register(TransactionHooks.of(connection), "a");
            assertFailedCommit(connection);
        }
        assertThat(journal.entries()).containsExactly("a:before", "a:rolled-back", "a:rolledback");
        assertThat(rows()).isZero();
    }

    @Test
    void afterCommitHookFails() throws SQLException {
        try (Connection connection = begin()) {
            TransactionHooks hooks = TransactionHooks.of(connection);
            execute(connection, "insert into t values (1)");
            hooks.afterCommit(committed -> {
                throw new IllegalStateException("too late");
            });
            journal.register(hooks, "later");
            connection.commit();
        }
        assertThat(journal.entries()).containsExactly("later:before", "later:committed", "later:committed");
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void afterCommitHookThrowsAnError() throws SQLException {
        try (Connection connection = begin()) {
            TransactionHooks hooks = TransactionHooks.of(connection);
            execute(connection, "insert into t values (1)");
            hooks.afterCommit(committed -> {
                throw new AssertionError("seen");
            });
            journal.register(hooks, "later");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(connection::commit)
                    .withMessage("seen");
        }
        assertThat(journal.entries()).containsExactly("later:before", "later:committed", "later:committed");
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void afterRollbackHookFails() throws SQLException {
        try (Connection connection = begin()) {
            TransactionHooks hooks = TransactionHooks.of(connection);
            hooks.afterRollback(() -> {
                throw new IllegalStateException("no matter");
            });
            journal.register(hooks, "later");
            connection.rollback();
        }
        assertThat(journal.entries()).containsExactly("later:rolled-back", "later:rolledback");
    }

    @Test
    void transactionHadFailedBeforeCommit() throws SQLException {
        try (Connection connection = begin()) {
            journal.register(TransactionHooks.of(connection), "a");
            execute(connection, "insert into t values (1)");
            assertThatThrownBy(() -> execute(connection, "select 1/0")).isInstanceOf(SQLException.class);
            assertFailedCommit(connection);
            assertThat(journal.entries()).containsExactly("a:rolled-back", "a:rolledback");
        }
        assertThat(rows()).isZero();
    }

    @Test
    void transactionHadFailedBeforeCommitAndHasNoHooks() throws SQLException {
        try (Connection connection = begin()) {
            assertThatThrownBy(() -> execute(connection, "select 1/0")).isInstanceOf(SQLException.class);
            assertFailedCommit(connection);
        }
        try (Connection naive = pool.getConnection()) {
            naive.setAutoCommit(false);
            assertThatThrownBy(() -> execute(naive, "select 1/0")).isInstanceOf(SQLException.class);
            assertThatNoException().as("the driver keeps silent").isThrownBy(naive::commit);
        }
    }

    private static void assertFailedCommit(Connection connection) {
        assertThatThrownBy(connection::commit)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25P02"));
    }

    @Test
    void serverRefusesTheCommit() throws SQLException {
        try (Connection connection = begin()) {
            journal.register(TransactionHooks.of(connection), "a");
            execute(connection, "insert into t values (1), (1)");
            assertThatThrownBy(connection::commit)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23505"));
            assertThat(journal.entries()).containsExactly("a:before", "a:rolled-back", "a:rolledback");
        }
        assertThat(rows()).isZero();
    }

    @Test
    void savepointIsRolledBack() throws SQLException {
        try (Connection connection = begin()) {
            TransactionHooks hooks = TransactionHooks.of(connection);
            journal.register(hooks, "outer");
            Savepoint savepoint = connection.setSavepoint();
            journal.register(hooks, "inner");
            Savepoint nested = connection.setSavepoint("nested");
            journal.register(hooks, "innermost");
            connection.releaseSavepoint(nested);
            connection.rollback(savepoint);
            assertThat(journal.entries())
                    .containsExactly(
                            "inner:rolled-back", "inner:rolledback", "innermost:rolled-back", "innermost:rolledback");
            journal.register(hooks, "again");
            connection.rollback(savepoint);
            connection.commit();
        }
        assertThat(journal.entries())
                .endsWith(
                        "again:rolled-back", "again:rolledback", "outer:before", "outer:committed", "outer:committed");
    }

    @Test
    void savepointIsReleased() throws SQLException {
        try (Connection connection = begin()) {
            Savepoint savepoint = connection.setSavepoint();
            journal.register(TransactionHooks.of(connection), "inner");
            connection.releaseSavepoint(savepoint);
            assertThat(journal.entries()).isEmpty();
            connection.commit();
        }
        assertThat(journal.entries()).containsExactly("inner:before", "inner:committed", "inner:committed");
    }

    @Test
    void autocommitIsOn() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            TransactionHooks hooks = TransactionHooks.of(connection);
            assertThat(hooks.active()).isFalse();
            assertThatExceptionOfType(NoTransactionException.class)
                    .isThrownBy(() -> hooks.afterCommit(committed -> journal.add("never")))
                    .withMessageContaining("autocommit");
            execute(connection, "insert into t values (1)");
        }
        assertThat(journal.entries()).isEmpty();
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void autocommitIsTurnedOn() throws SQLException {
        try (Connection connection = begin()) {
            journal.register(TransactionHooks.of(connection), "a");
            execute(connection, "insert into t values (1)");
            connection.setAutoCommit(true);
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(journal.entries()).containsExactly("a:before", "a:committed", "a:committed");
        }
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void connectionIsClosedWithTheTransactionOpen() throws SQLException {
        Connection connection = TransactionHooks.wrap(direct(database.url())).getConnection();
        connection.setAutoCommit(false);
        execute(connection, "lock table t");
        TransactionHooks.of(connection).afterRollback(() -> {
            try (Connection other = pool.getConnection()) {
                execute(other, "do 'begin lock table t nowait; insert into t values (2); end'");
                journal.add("the lock is free");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        journal.register(TransactionHooks.of(connection), "a");
        execute(connection, "insert into t values (1)");
        connection.close();
        assertThat(journal.entries()).containsExactly("the lock is free", "a:rolled-back", "a:rolledback");
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void connectionIsAborted() throws SQLException {
        try (Connection connection = begin()) {
            journal.register(TransactionHooks.of(connection), "a");
            execute(connection, "insert into t values (1)");
            connection.abort(Runnable::run);
            assertThat(journal.entries()).isEmpty();
        }
        assertThat(journal.entries()).containsExactly("a:rolled-back", "a:rolledback");
        await().untilAsserted(() -> assertThat(rows()).isZero());
    }

    @Test
    void connectionBrokeBeforeCommitAndWasNoticed() throws SQLException {
        try (Connection connection = begin()) {
            journal.register(TransactionHooks.of(connection), "a");
            terminate(connection);
            assertThatThrownBy(() -> execute(connection, "select 1")).isInstanceOf(SQLException.class);
            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
        }
        assertThat(journal.entries()).containsExactly("a:rolled-back", "a:rolledback");
    }

    @Test
    void connectionBreaksDuringCommit() throws SQLException {
        URI server = URI.create(database.url().substring("jdbc:".length()));
        try (TcpProxy proxy = TcpProxy.to(server.getHost(), server.getPort())) {
            DataSource proxied = TransactionHooks.wrap(
                    direct(database.url().replace(server.getAuthority(), proxy.host() + ":" + proxy.port())));
            Connection connection = proxied.getConnection();
            connection.setAutoCommit(false);
            journal.register(TransactionHooks.of(connection), "a");
            execute(connection, "insert into t values (1)");
            proxy.dropResponses(true);
            CompletableFuture<Void> cut = CompletableFuture.runAsync(() -> {
                await().until(() -> rows() == 1);
                proxy.cut();
            });
            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
            cut.join();
            assertThat(journal.entries()).containsExactly("a:before", "a:unknown");
            connection.close();
        }
        assertThat(journal.entries()).containsExactly("a:before", "a:unknown");
        assertThat(rows()).as("the server had committed").isEqualTo(1);
    }

    @Test
    void connectionIsBrokenAtRollback() throws SQLException {
        Connection connection = begin();
        journal.register(TransactionHooks.of(connection), "a");
        execute(connection, "insert into t values (1)");
        terminate(connection);
        assertThatThrownBy(connection::rollback).isInstanceOf(SQLException.class);
        connection.close();
        assertThat(journal.entries()).containsExactly("a:rolled-back", "a:rolledback");
    }

    @Test
    void hookTriesToEndItsTransaction() throws SQLException {
        List<BeforeCommit> attempts =
                List.of(Connection::commit, Connection::rollback, Connection::close, c -> c.setAutoCommit(true));
        for (BeforeCommit attempt : attempts) {
            try (Connection connection = begin()) {
                execute(connection, "insert into t values (1)");
                TransactionHooks.of(connection).beforeCommit(attempt);
                assertThatThrownBy(connection::commit)
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo("2D000"));
            }
            assertThat(rows()).isZero();
        }
    }

    @Test
    void completionHookThrowsACheckedException() throws SQLException {
        try (Connection connection = begin()) {
            TransactionHooks hooks = TransactionHooks.of(connection);
            hooks.afterCommit(committed -> sneak(new java.io.IOException("undeclared")));
            journal.register(hooks, "later");
            connection.commit();
        }
        assertThat(journal.entries()).containsExactly("later:before", "later:committed", "later:committed");
    }

    @SuppressWarnings("unchecked")
    private static <X extends Exception> void sneak(Exception e) throws X {
        throw (X) e;
    }

    @Test
    void completionHookUsesAStatementMadeBefore() throws SQLException {
        try (Connection connection = begin();
                java.sql.PreparedStatement insert = connection.prepareStatement("insert into t values (1)")) {
            TransactionHooks.of(connection).afterRollback(() -> {
                try {
                    insert.execute();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            connection.rollback();
            connection.setAutoCommit(true);
        }
        assertThat(rows())
                .as("what the hook left open is not committed by the next one")
                .isZero();
    }

    @Test
    void completionHookUsesItsConnectionOrRegisters() throws SQLException {
        try (Connection connection = begin()) {
            TransactionHooks hooks = TransactionHooks.of(connection);
            hooks.afterCompletion(outcome -> {
                assertThatThrownBy(connection::createStatement)
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo("25000"));
                assertThatExceptionOfType(NoTransactionException.class)
                        .isThrownBy(() -> hooks.afterRollback(() -> journal.add("never")))
                        .withMessageContaining("is over");
                journal.add("checked");
            });
            connection.commit();
            execute(connection, "insert into t values (1)");
            connection.commit();
        }
        assertThat(journal.entries()).containsExactly("checked");
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void connectionIsReusedByThePool() throws SQLException {
        int first;
        try (Connection connection = begin()) {
            first = connection.unwrap(PGConnection.class).getBackendPID();
            journal.register(TransactionHooks.of(connection), "a");
            connection.commit();
            journal.register(TransactionHooks.of(connection), "left");
        }
        assertThat(journal.entries())
                .containsExactly("a:before", "a:committed", "a:committed", "left:rolled-back", "left:rolledback");
        try (Connection connection = begin()) {
            assertThat(connection.unwrap(PGConnection.class).getBackendPID()).isEqualTo(first);
            connection.commit();
        }
        assertThat(journal.entries()).hasSize(5);
    }

    @Test
    void connectionIsUnwrapped() throws SQLException {
        try (Connection connection = begin();
                Statement statement = connection.createStatement()) {
            assertThat(connection.isWrapperFor(PGConnection.class)).isTrue();
            assertThat(connection.unwrap(PGConnection.class)).isInstanceOf(PGConnection.class);
            assertThat(statement.getConnection()).isSameAs(connection);
            assertThat(statement.unwrap(org.postgresql.PGStatement.class)).isNotNull();
            try (Statement prepared = connection.prepareStatement("select 1");
                    Statement call = connection.prepareCall("select 1")) {
                assertThat(prepared.getConnection()).isSameAs(connection);
                assertThat(call.getConnection()).isSameAs(connection);
            }
            journal.register(TransactionHooks.of(connection), "a");
            statement.getConnection().commit();
        }
        assertThat(dataSource.unwrap(HikariDataSource.class)).isSameAs(pool);
        assertThat(journal.entries()).containsExactly("a:before", "a:committed", "a:committed");
    }

    @Test
    void transactionIsEndedBySqlText() throws SQLException {
        try (Connection connection = begin()) {
            journal.register(TransactionHooks.of(connection), "a");
            execute(connection, "insert into t values (1)");
            execute(connection, "commit");
            assertThat(journal.entries()).as("not seen").isEmpty();
            connection.commit();
            assertThat(journal.entries()).containsExactly("a:before", "a:committed", "a:committed");
        }
    }

    @Test
    void dataSourceIsNotWrapped() throws SQLException {
        try (Connection connection = pool.getConnection()) {
            assertThatExceptionOfType(NoTransactionException.class)
                    .isThrownBy(() -> TransactionHooks.of(connection))
                    .withMessageContaining("TransactionHooks.wrap");
        }
    }

    @Test
    void dataSourceIsWrappedTwice() {
        assertThat(TransactionHooks.wrap(dataSource)).isSameAs(dataSource);
    }

    private Connection begin() throws SQLException {
        Connection connection = dataSource.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    private DataSource direct(String url) {
        PGSimpleDataSource plain = new PGSimpleDataSource();
        plain.setUrl(url);
        plain.setUser(database.user());
        plain.setPassword(database.password());
        return plain;
    }

    private void terminate(Connection connection) throws SQLException {
        int pid = connection.unwrap(PGConnection.class).getBackendPID();
        try (Connection other = pool.getConnection()) {
            execute(other, "select pg_terminate_backend(" + pid + ", 10000)");
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int rows() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from t")) {
            requireNonNull(rows).next();
            return rows.getInt(1);
        }
    }
}
