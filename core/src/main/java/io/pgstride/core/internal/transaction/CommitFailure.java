package io.pgstride.core.internal.transaction;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Tells what an error of COMMIT says about the transaction.
 *
 * <p>An ERROR that the server sends comes before its commit record, so the transaction is rolled back. A FATAL or PANIC
 * may come after it (a server that is shut down while it waits for a synchronous standby has committed already), and a
 * connection that breaks says nothing at all. Errors without a state come from pools and wrappers and say nothing
 * either, unless the connection is still there.
 */
final class CommitFailure {
    private static final String COMPLETION_UNKNOWN = "40003";
    private static final String NEVER_SENT = "08003";

    private CommitFailure() {}

    static boolean leavesOutcomeUnknown(Throwable failure, Connection connection) {
        if (!(failure instanceof SQLException e)) {
            return true;
        }
        String state = e.getSQLState();
        if (NEVER_SENT.equals(state)) {
            return false;
        }
        return state == null
                || state.startsWith("08")
                || state.equals(COMPLETION_UNKNOWN)
                || endedTheSession(e)
                || isClosed(connection);
    }

    private static boolean endedTheSession(SQLException e) {
        if (!(e instanceof PSQLException pg)) {
            return false;
        }
        ServerErrorMessage message = pg.getServerErrorMessage();
        return message != null && message.getSeverity() != null && !"ERROR".equals(message.getSeverity());
    }

    private static boolean isClosed(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }
}
