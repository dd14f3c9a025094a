package io.pgstride.core.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;

/**
 * Work whose effects on the database are undone, whether it succeeds or fails.
 *
 * <p>This works on the JDBC connection, not with jOOQ's transactions: those take a connection whose transaction somebody else began
 * for their own and would roll all of it back.
 */
public final class RolledBack {
    private RolledBack() {}

    /** Work on the connection. */
    public interface Work<T> {
        T run() throws SQLException;
    }

    private interface Undo {
        void run() throws SQLException;
    }

    /** Runs the work in the connection's transaction up to a savepoint, or with autocommit in a transaction of its own. */
    public static <T> T on(Connection connection, Work<T> work) throws SQLException {
        if (connection.getAutoCommit()) {
            connection.setAutoCommit(false);
            return run(work, () -> {
                // Only after a rollback that succeeded: turning autocommit on commits what is open.
                connection.rollback();
                connection.setAutoCommit(true);
            });
        }
        Savepoint before = connection.setSavepoint();
        return run(work, () -> {
            connection.rollback(before);
            connection.releaseSavepoint(before);
        });
    }

    private static <T> T run(Work<T> work, Undo undo) throws SQLException {
        T result;
        try {
            result = work.run();
        } catch (Throwable failure) { // also a checked exception that the work did not declare
            try {
                undo.run();
            } catch (SQLException alsoFailed) {
                failure.addSuppressed(alsoFailed);
            }
            throw failure;
        }
        undo.run();
        return result;
    }
}
