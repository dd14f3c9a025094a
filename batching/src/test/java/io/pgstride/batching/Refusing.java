package io.pgstride.batching;

import io.pgstride.core.ForwardingDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A DataSource that has no connection to give, as a pool that is used up. */
final class Refusing extends ForwardingDataSource {
    Refusing(DataSource delegate) {
        super(delegate);
    }

    @Override
    protected Connection handOut(Connection connection) {
        return connection;
    }

    @Override
    public Connection getConnection() throws SQLException {
        throw new SQLException("no connection, on purpose", "08001");
    }
}
