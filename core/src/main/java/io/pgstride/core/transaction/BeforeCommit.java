package io.pgstride.core.transaction;

import java.sql.Connection;
import java.sql.SQLException;

/** Work that belongs to a transaction and is done right before its COMMIT. */
@FunctionalInterface
public interface BeforeCommit {

    /**
     * Runs in the transaction, on its thread. It may run SQL on the connection, set savepoints and register further
     * hooks; it may not commit, roll back or close. If it throws, the transaction is rolled back and the caller of
     * {@link Connection#commit()} gets this very exception.
     *
     * @param connection the transaction's own, wrapped connection
     * @throws SQLException to veto the commit, as does any unchecked exception
     */
    void run(Connection connection) throws SQLException;
}
