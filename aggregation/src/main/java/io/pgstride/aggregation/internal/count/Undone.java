package io.pgstride.aggregation.internal.count;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.function.Supplier;

/**
 * Reads under settings that are gone afterwards, as is a failure: in a transaction up to a savepoint, else in a transaction of its own.
 *
 * <p>By JDBC, as a transaction of jOOQ would take one that somebody else began for its own.
 */
final class Undone {
    private Undone() {}

    private interface Undo {
        void run() throws SQLException;
    }

    static <T> T on(Connection connection, Supplier<T> work) throws SQLException {
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

    private static <T> T run(Supplier<T> work, Undo undo) throws SQLException {
        T result;
        try {
            result = work.get();
        } catch (RuntimeException | Error failure) {
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
