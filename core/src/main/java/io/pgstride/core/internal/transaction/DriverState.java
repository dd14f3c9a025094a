package io.pgstride.core.internal.transaction;

import io.pgstride.core.ForwardingConnection;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/** What the driver knows of the transaction, from the server's last ReadyForQuery; asking sends nothing. */
final class DriverState {
    private DriverState() {}

    /** An earlier statement failed, so that COMMIT would be answered with ROLLBACK. */
    static boolean failed(Connection connection) throws SQLException {
        return is(connection, TransactionState.FAILED);
    }

    /** Some statement has run, and none has failed. */
    static boolean open(Connection connection) throws SQLException {
        return is(connection, TransactionState.OPEN);
    }

    /** Where no server has been chosen yet, nothing is open; asking further would choose one. */
    private static boolean isConnected(Connection connection) throws SQLException {
        return !connection.isWrapperFor(ForwardingConnection.class)
                || connection.unwrap(ForwardingConnection.class).isConnected();
    }

    private static boolean is(Connection connection, TransactionState state) throws SQLException {
        return isConnected(connection)
                && connection.isWrapperFor(BaseConnection.class)
                && connection.unwrap(BaseConnection.class).getTransactionState() == state;
    }
}
