package io.pgstride.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import io.pgstride.testing.TcpProxy;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Pools whose host is down, or takes connections and does not answer. */
@PostgresTest
class PoolFaultsTest {
    private final PostgresDatabase database;

    PoolFaultsTest(PostgresDatabase database) {
        this.database = database;
    }

    @Test
    void serverDoesNotStartWithoutItsHost() {
        try (TcpProxy proxy = proxy()) {
            proxy.refuse(true);
            assertThatThrownBy(() -> Pools.server(database.urlThrough(proxy)).open())
                    .hasRootCauseInstanceOf(ConnectException.class);
        }
    }

    @Test
    void replicaStartsWithoutItsHostAndRecovers() {
        try (TcpProxy proxy = proxy()) {
            proxy.refuse(true);
            try (HikariDataSource pool =
                    Pools.replica(database.urlThrough(proxy)).size(2).open()) {
                assertThatThrownBy(pool::getConnection).isInstanceOf(SQLTransientConnectionException.class);
                proxy.refuse(false);
                awaitConnection(pool);
                proxy.refuse(true);
                proxy.cut();
                assertThatThrownBy(() -> {
                            try (Connection connection = pool.getConnection()) {
                                ask(connection);
                            }
                        })
                        .isInstanceOfAny(SQLException.class, IllegalStateException.class);
                proxy.refuse(false);
                awaitConnection(pool);
            }
        }
    }

    /** Without the limit of a login, the one that hangs keeps all others from being made. */
    @Test
    void loginThatHangsHoldsUpNoOthers() {
        try (TcpProxy proxy = proxy()) {
            proxy.dropResponses(true);
            String url = database.urlThrough(proxy);
            try (HikariDataSource pool = Pools.replica(url).size(1).open();
                    HikariDataSource unlimited =
                            Pools.replica(url + "&loginTimeout=0").size(1).open()) {
                assertThatThrownBy(pool::getConnection).isInstanceOf(SQLTransientConnectionException.class);
                assertThatThrownBy(unlimited::getConnection).isInstanceOf(SQLTransientConnectionException.class);
                proxy.dropResponses(false);
                awaitConnection(pool);
                assertThatThrownBy(unlimited::getConnection).isInstanceOf(SQLTransientConnectionException.class);
                proxy.cut();
            }
        }
    }

    /** A driver left at its defaults waits for ever. */
    @Test
    void answerThatNeverComesIsNotAwaitedForEver() throws Exception {
        try (TcpProxy proxy = proxy();
                Connection unlimited = DriverManager.getConnection(database.urlThrough(proxy));
                HikariDataSource pool = Pools.server(database.urlThrough(proxy))
                        .size(1)
                        .statementTimeout(Duration.ofMillis(1))
                        .open();
                Connection limited = pool.getConnection()) {
            proxy.dropResponses(true);
            CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> ask(unlimited));
            assertThatThrownBy(() -> ask(limited)).hasRootCauseInstanceOf(SocketTimeoutException.class);
            assertThat(waiting).isNotDone();
            proxy.cut();
            assertThat(waiting).failsWithin(Duration.ofSeconds(10));
        }
    }

    private static void ask(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select 1");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitConnection(DataSource pool) {
        await().ignoreExceptionsInstanceOf(SQLException.class).until(() -> {
            try (Connection connection = pool.getConnection()) {
                return connection.isValid(1);
            }
        });
    }

    private TcpProxy proxy() {
        return TcpProxy.to(database.server().host(), database.server().port());
    }
}
