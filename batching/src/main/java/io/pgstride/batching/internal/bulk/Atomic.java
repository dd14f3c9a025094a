package io.pgstride.batching.internal.bulk;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;

/**
 * Work that is done whole or not at all: after a savepoint in the caller's transaction, which goes on if the work fails, or with
 * autocommit in a transaction of its own.
 */
final class Atomic {
    private Atomic() {}

    interface Work<V> {
        V run(Savepoint start) throws SQLException;
    }

    static <V> V run(Connection connection, Work<V> work) throws SQLException {
        if (!connection.getAutoCommit()) {
            return inTransaction(connection, work);
        }
        connection.setAutoCommit(false);
        V result;
        try {
            result = work.run(connection.setSavepoint());
            connection.commit();
        } catch (Throwable failure) {
            undo(failure, () -> {
                // Only after a rollback that succeeded: turning autocommit on commits what is open.
                connection.rollback();
                connection.setAutoCommit(true);
            });
            throw failure;
        }
        connection.setAutoCommit(true);
        return result;
    }

    private static <V> V inTransaction(Connection connection, Work<V> work) throws SQLException {
        Savepoint start = connection.setSavepoint();
        V result;
        try {
            result = work.run(start);
        } catch (Throwable failure) {
            undo(failure, () -> {
                connection.rollback(start);
                connection.releaseSavepoint(start);
            });
            throw failure;
        }
        connection.releaseSavepoint(start);
        return result;
    }

    private interface Undo {
        void run() throws SQLException;
    }

    private static void undo(Throwable failure, Undo undo) {
        try {
            undo.run();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }
}
