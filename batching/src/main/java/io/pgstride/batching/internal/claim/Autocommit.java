package io.pgstride.batching.internal.claim;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DataSourceConnectionProvider;

/**
 * Connections whose statements are transactions of their own, also where the pool's come with autocommit off: those go back as they came.
 * Thread-safe; blocks.
 */
final class Autocommit extends DataSourceConnectionProvider {
    private final Configuration configuration = Rendered.configuration();
    private final Set<Connection> changed = ConcurrentHashMap.newKeySet();

    Autocommit(DataSource dataSource) {
        super(dataSource);
    }

    @Override
    public Connection acquire() {
        Connection connection = super.acquire();
        try {
            if (!connection.getAutoCommit()) {
                connection.setAutoCommit(true);
                changed.add(connection);
            }
            return connection;
        } catch (SQLException e) {
            super.release(connection);
            throw failure(e);
        }
    }

    @Override
    public void release(Connection connection) {
        try {
            if (changed.remove(connection) && !connection.isClosed()) {
                connection.setAutoCommit(false);
            }
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            super.release(connection);
        }
    }

    /** On one connection. */
    <T> T run(Function<DSLContext, T> statement) {
        Connection connection = acquire();
        try {
            return statement.apply(configuration.derive(connection).dsl());
        } finally {
            release(connection);
        }
    }

    /** As {@link #run(Function)}; a connection that is silent for longer fails with 08006 and is closed. */
    <T> T run(Duration silence, Function<DSLContext, T> statement) {
        return run(dsl -> dsl.connectionResult(connection -> {
            int before = connection.getNetworkTimeout();
            int most = (int) Math.min(Integer.MAX_VALUE, Math.max(1, silence.toMillis()));
            connection.setNetworkTimeout(Runnable::run, before == 0 ? most : Math.min(before, most));
            try {
                return statement.apply(dsl);
            } finally {
                if (!connection.isClosed()) {
                    connection.setNetworkTimeout(Runnable::run, before);
                }
            }
        }));
    }

    private static DataAccessException failure(SQLException e) {
        return new DataAccessException("a connection of the DataSource could not be set to autocommit, or back", e);
    }
}
