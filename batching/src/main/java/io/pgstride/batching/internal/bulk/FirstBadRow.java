package io.pgstride.batching.internal.bulk;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the row that makes an INSERT of numbered rows fail, by bisection.
 *
 * <p>Invariant: rows up to {@code good} are inserted, and with those up to {@code bad} too the INSERT fails. What is inserted stays
 * while the search goes on, so that also a row is found which only fails together with an earlier one, and all attempts together
 * insert each row about twice. The caller rolls back all of it.
 */
final class FirstBadRow {
    private FirstBadRow() {}

    /** Inserts the rows after one number up to another, and returns how many were stored. */
    interface Range {
        long insert(long after, long upTo);
    }

    /** Inserts all rows. */
    static long guard(Connection connection, long rows, Range range) throws SQLException {
        return guard(connection, connection.setSavepoint(), rows, range);
    }

    /** As above, with a savepoint that is set already, and since which nothing was done. */
    static long guard(Connection connection, Savepoint before, long rows, Range range) throws SQLException {
        try {
            return range.insert(0, rows);
        } catch (DataAccessException e) {
            SQLException error = sqlException(e);
            if (error == null || !SqlStates.isOfRow(error)) {
                throw e;
            }
            connection.rollback(before);
            throw find(connection, rows, range, error);
        }
    }

    private static ServerRefusal find(Connection connection, long rows, Range range, SQLException first)
            throws SQLException {
        SQLException error = first;
        long good = 0;
        long bad = rows;
        while (bad - good > 1) {
            long middle = good + (bad - good) / 2;
            Savepoint savepoint = connection.setSavepoint();
            try {
                range.insert(good, middle);
                connection.releaseSavepoint(savepoint);
                good = middle;
            } catch (DataAccessException e) {
                SQLException cause = sqlException(e);
                if (cause == null || !SqlStates.isOfRow(cause)) {
                    throw e;
                }
                error = cause;
                bad = middle;
                connection.rollback(savepoint);
                connection.releaseSavepoint(savepoint);
            }
        }
        return ServerRefusal.ofRow(error, bad);
    }

    static @Nullable SQLException sqlException(DataAccessException e) {
        return e.getCause(SQLException.class);
    }
}
