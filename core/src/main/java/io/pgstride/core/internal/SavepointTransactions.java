package io.pgstride.core.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.jooq.Transaction;
import org.jooq.TransactionContext;
import org.jooq.TransactionProvider;
import org.jooq.exception.DataAccessException;

/**
 * jOOQ transactions that are savepoints in a transaction which somebody else holds.
 *
 * <p>jOOQ's own provider would commit that transaction at the end of the outermost {@code dsl.transaction}. Not thread-safe, like the
 * connection.
 *
 * <p>Each savepoint is kept in the context of its own jOOQ transaction, because jOOQ calls rollback also after a begin or a commit that
 * failed (25P02, where an error was swallowed): that must reach this transaction's savepoint or none, never an outer one.
 */
public final class SavepointTransactions implements TransactionProvider {
    private final Connection connection;

    private record Open(Savepoint savepoint) implements Transaction {}

    /** On a connection whose autocommit is off. */
    public SavepointTransactions(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void begin(TransactionContext context) {
        try {
            context.transaction(new Open(connection.setSavepoint()));
        } catch (SQLException e) {
            throw new DataAccessException("A savepoint could not be set", e);
        }
    }

    @Override
    public void commit(TransactionContext context) {
        try {
            if (context.transaction() instanceof Open open) {
                connection.releaseSavepoint(open.savepoint());
            }
        } catch (SQLException e) {
            throw new DataAccessException("A savepoint could not be released", e);
        }
    }

    @Override
    public void rollback(TransactionContext context) {
        try {
            if (context.transaction() instanceof Open open) {
                connection.rollback(open.savepoint());
                connection.releaseSavepoint(open.savepoint());
            }
        } catch (SQLException e) {
            throw new DataAccessException("A savepoint could not be rolled back to", e);
        }
    }
}
