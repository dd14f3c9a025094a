package io.pgstride.batching;

import io.pgstride.core.ForwardingDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A DataSource's connections, each changed when it is handed out. */
final class ConnectionsOf extends ForwardingDataSource {
    private final Change change;

    @FunctionalInterface
    interface Change {
        void to(Connection connection) throws SQLException;
    }

    private ConnectionsOf(DataSource dataSource, Change change) {
        super(dataSource);
        this.change = change;
    }

    static DataSource changed(DataSource dataSource, Change change) {
        return new ConnectionsOf(dataSource, change);
    }

    @Override
    protected Connection handOut(Connection connection) throws SQLException {
        change.to(connection);
        return connection;
    }
}
