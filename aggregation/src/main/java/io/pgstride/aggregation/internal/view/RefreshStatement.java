package io.pgstride.aggregation.internal.view;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicReference;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one statement at a time, which another thread can cancel. */
final class RefreshStatement {
    private static final Logger LOG = LoggerFactory.getLogger(RefreshStatement.class);

    private final AtomicReference<@Nullable Statement> running = new AtomicReference<>();

    void run(DSLContext dsl, String sql) {
        dsl.connection(connection -> run(connection, sql));
    }

    private void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            running.set(statement);
            statement.execute(sql);
        } finally {
            running.set(null);
        }
    }

    /** Has the server end what runs, if anything does. */
    void cancel() {
        Statement statement = running.get();
        try {
            if (statement != null) {
                statement.cancel();
            }
        } catch (SQLException e) {
            LOG.debug("MaterializedViews: a statement could not be cancelled", e);
        }
    }
}
