package io.pgstride.core.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jooq.TransactionContext;
import org.jooq.TransactionProvider;
import org.jooq.exception.DataAccessException;

/**
 * jOOQ transactions that are savepoints in a transaction which somebody else holds.
 *
 * <p>jOOQ's own provider would commit that transaction at the end of the outermost {@code dsl.transaction}. Not thread-safe, like the
 * connection.
 */
public final class SavepointTransactions implements TransactionProvider {
    private final Connection connection;
    private final Deque<Savepoint> open = new ArrayDeque<>();

    /** On a connection whose autocommit is off. */
    public SavepointTransactions(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void begin(TransactionContext context) {
        try {
            open.push(connection.setSavepoint());
        } catch (SQLException e) {
            throw new DataAccessException("A savepoint could not be set", e);
        }
    }

    @Override
    public void commit(TransactionContext context) {
        try {
            connection.releaseSavepoint(open.pop());
        } catch (SQLException e) {
            throw new DataAccessException("A savepoint could not be released", e);
        }
    }

    @Override
    public void rollback(TransactionContext context) {
        try {
            connection.rollback(open.pop());
        } catch (SQLException e) {
            throw new DataAccessException("A savepoint could not be rolled back to", e);
        }
    }
}
