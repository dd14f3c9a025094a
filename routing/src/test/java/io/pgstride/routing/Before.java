package io.pgstride.routing;

import io.pgstride.core.ForwardingDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Does something before each connection, such as counting or failing. */
final class Before extends ForwardingDataSource {
    private final Runnable before;

    Before(DataSource delegate, Runnable before) {
        super(delegate);
        this.before = before;
    }

    @Override
    public Connection getConnection() throws SQLException {
        before.run();
        return super.getConnection();
    }

    @Override
    protected Connection handOut(Connection connection) {
        return connection;
    }
}
