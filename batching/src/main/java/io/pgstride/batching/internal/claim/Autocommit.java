package io.pgstride.batching.internal.claim;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;

/** Statements that are transactions of their own, also where the pool's connections come with autocommit off. Thread-safe; blocks. */
final class Autocommit {
    private final DataSource dataSource;
    private final Configuration configuration = Rendered.configuration();

    Autocommit(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    <T> T run(Function<DSLContext, T> statement) {
        try (Connection connection = dataSource.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            if (autoCommit) {
                return statement.apply(configuration.derive(connection).dsl());
            }
            connection.setAutoCommit(true);
            try {
                return statement.apply(configuration.derive(connection).dsl());
            } finally {
                if (!connection.isClosed()) {
                    connection.setAutoCommit(false);
                }
            }
        } catch (SQLException e) {
            throw new DataAccessException("no connection could be had from the DataSource, or given back to it", e);
        }
    }
}
