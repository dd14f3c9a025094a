package io.pgstride.benchmarks.routing.cost;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.benchmarks.routing.Pools;
import io.pgstride.benchmarks.run.Answer;
import io.pgstride.benchmarks.run.Outcome;
import io.pgstride.benchmarks.run.Reading;
import io.pgstride.benchmarks.run.Subject;
import io.pgstride.benchmarks.server.Replicas;
import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.transaction.HookOptions;
import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.routing.RoutingDataSource;
import io.pgstride.routing.RoutingHost;
import io.pgstride.testing.ClusterHost;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** One row updated in a transaction, on the primary, and where its commit stands in the log asked for in some way. */
final class CaptureSubject implements Subject {
    private static final int COUNTED = 50;

    private final DataSource dataSource;
    private final Ending ending;
    private final Runnable closing;

    private CaptureSubject(DataSource dataSource, Ending ending, Runnable closing) {
        this.dataSource = dataSource;
        this.ending = ending;
        this.closing = closing;
    }

    static CaptureSubject plainCommit(Replicas servers) {
        HikariDataSource pool = counted(servers);
        return new CaptureSubject(pool, Connection::commit, pool::close);
    }

    static CaptureSubject separateQuery(Replicas servers) {
        HikariDataSource pool = counted(servers);
        return new CaptureSubject(pool, CaptureSubject::commitThenAsk, pool::close);
    }

    /** A router over all hosts, of which only the primary's pool counts: what the monitors ask is not of this thread. */
    static CaptureSubject pgstride(Replicas servers) {
        ClusterHost primary = servers.host(0);
        HikariDataSource pool = counted(servers);
        RoutingDataSource router = RoutingDataSource.builder()
                .host(RoutingHost.of(primary.name(), pool, primary.dataSource(servers.database())))
                .host(Pools.host(servers, servers.host(1), 1))
                .build();
        DataSource hooked =
                TransactionHooks.wrap(router, HookOptions.ofDefaults().withTokens());
        return new CaptureSubject(hooked, CaptureSubject::commitWithHook, () -> {
            router.close();
            pool.close();
        });
    }

    private static HikariDataSource counted(Replicas servers) {
        HikariConfig config = Pools.config(servers.url(servers.host(0)), 1);
        config.addDataSourceProperty("socketFactory", CountingSockets.class.getName());
        return new HikariDataSource(config);
    }

    private static void commitThenAsk(Connection connection) throws SQLException {
        connection.commit();
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement();
                ResultSet position = statement.executeQuery("SELECT pg_current_wal_insert_lsn()")) {
            position.next();
            require(position.getString(1));
        }
    }

    private static void commitWithHook(Connection connection) throws SQLException {
        AtomicReference<@Nullable ConsistencyToken> token = new AtomicReference<>();
        TransactionHooks.of(connection)
                .afterCommit(committed -> token.set(committed.token().orElse(null)));
        connection.commit();
        require(token.get());
    }

    private static void require(@Nullable Object position) {
        if (position == null) {
            throw new IllegalStateException("a commit's position was not told");
        }
    }

    Outcome transaction() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            int rows = update(connection);
            ending.end(connection);
            return Outcome.one(new Answer(List.of(rows)));
        }
    }

    private static int update(Connection connection) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE account SET version = version + 1 WHERE id = ?")) {
            update.setInt(1, 1);
            return update.executeUpdate();
        }
    }

    /** For one transaction, from taking a connection to giving it back. */
    Reading roundTrips() throws SQLException {
        long before = CountingSockets.roundTrips();
        for (int i = 0; i < COUNTED; i++) {
            transaction();
        }
        return new Reading((CountingSockets.roundTrips() - before) / (double) COUNTED, Answer.none());
    }

    @Override
    public void close() {
        closing.run();
    }

    /** The commit and what goes with it. */
    @FunctionalInterface
    private interface Ending {
        void end(Connection connection) throws SQLException;
    }
}
