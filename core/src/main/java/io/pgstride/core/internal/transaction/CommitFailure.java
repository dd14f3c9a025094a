package io.pgstride.core.internal.transaction;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Tells what an error of COMMIT says about the transaction.
 *
 * <p>An ERROR that the server sends comes before its commit record, so the transaction is rolled back. A FATAL may come
 * after it (a server that is shut down while it waits for a synchronous standby has committed already), and a connection
 * that breaks says nothing at all. The severity's text is translated on some servers, so states and the connection's end
 * decide: a FATAL always ends it. Errors without a state come from pools and wrappers and say nothing either.
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
                || state.startsWith("57P0")
                || state.equals(COMPLETION_UNKNOWN)
                || isClosed(connection);
    }

    private static boolean isClosed(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }
}
