package io.pgstride.aggregation.view;

import io.pgstride.core.ForwardingDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Connections that begin with a statement. */
final class As extends ForwardingDataSource {
    private final String first;

    private As(DataSource dataSource, String first) {
        super(dataSource);
        this.first = first;
    }

    /** In another role. */
    static DataSource role(DataSource dataSource, String role) {
        return new As(dataSource, "set role " + role);
    }

    static DataSource beginningWith(DataSource dataSource, String statement) {
        return new As(dataSource, statement);
    }

    @Override
    protected Connection handOut(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(first);
        }
        return connection;
    }
}
