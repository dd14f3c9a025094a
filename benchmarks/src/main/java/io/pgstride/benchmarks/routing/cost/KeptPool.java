package io.pgstride.benchmarks.routing.cost;

import io.pgstride.core.ForwardingConnection;
import io.pgstride.core.ForwardingDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Hands out one connection again and again, at no cost, so that what is measured is what lies around a pool. For one thread. */
final class KeptPool extends ForwardingDataSource implements AutoCloseable {
    private final Connection kept;
    private final Connection lent;

    KeptPool(DataSource source) throws SQLException {
        super(source);
        kept = source.getConnection();
        lent = handOut(kept);
    }

    @Override
    public Connection getConnection() {
        return lent;
    }

    @Override
    protected Connection handOut(Connection connection) {
        return new ForwardingConnection() {
            @Override
            protected Connection connected() {
                return connection;
            }

            /** Goes back to where it never left. */
            @Override
            public void close() {}
        };
    }

    @Override
    public void close() throws SQLException {
        kept.close();
    }
}
