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

    /** Or a server would go on for one that was killed until the query is done. Platforms without the check refuse the setting. */
    private static final String NOTICE_A_LOST_CLIENT =
            "select set_config('client_connection_check_interval', '2s', true) where version() like '%linux%'";

    private final AtomicReference<@Nullable Statement> running = new AtomicReference<>();
    private volatile boolean cancelled;

    /** Until the transaction ends. */
    static void noticeALostClient(DSLContext dsl) {
        dsl.fetch(NOTICE_A_LOST_CLIENT);
    }

    void run(DSLContext dsl, String sql) {
        dsl.connection(connection -> run(connection, sql));
    }

    private void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            running.set(statement);
            if (cancelled) { // asked after it is set, so that either this or cancel() sees the other
                throw new SQLException("the refresh was cancelled before it began", "57014");
            }
            statement.execute(sql);
        } finally {
            running.set(null);
        }
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** Has the server end what runs, if anything does, and runs nothing any more. To be repeated, as what is about to run is missed. */
    void cancel() {
        cancelled = true;
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
