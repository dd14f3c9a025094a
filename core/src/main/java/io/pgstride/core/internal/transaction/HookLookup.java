package io.pgstride.core.internal.transaction;

import io.pgstride.core.NoTransactionException;
import io.pgstride.core.transaction.TransactionHooks;
import java.sql.Connection;
import java.sql.SQLException;
import org.jooq.DSLContext;

/** Finds the hooks behind whatever wraps a connection. */
public final class HookLookup {
    private HookLookup() {}

    /** By the connection's own {@code unwrap}. */
    public static TransactionHooks of(Connection connection) {
        try {
            if (connection.isWrapperFor(TransactionHooks.class)) {
                return connection.unwrap(TransactionHooks.class);
            }
        } catch (SQLException e) {
            throw new NoTransactionException("the connection cannot be asked for its hooks; is it closed?", e);
        }
        throw new NoTransactionException(
                "the connection does not come from a wrapped DataSource, so its commit cannot be seen;"
                        + " wrap the pool with TransactionHooks.wrap(pool) and give the result to everyone");
    }

    /** As {@link #of(Connection)}, from within. */
    static TransactionScope scope(Connection connection) {
        return (TransactionScope) of(connection);
    }

    /** By the connection on which the DSLContext runs its transaction. */
    public static TransactionHooks of(DSLContext dsl) {
        TransactionHooks hooks = dsl.connectionResult(HookLookup::of);
        if (!hooks.active()) {
            throw new NoTransactionException("no transaction is open on this DSLContext: it takes a connection for each"
                    + " statement; use the one that transaction(...) or Transactions hands you");
        }
        return hooks;
    }
}
