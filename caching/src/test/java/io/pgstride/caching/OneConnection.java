package io.pgstride.caching;

import io.pgstride.core.ForwardingConnection;
import io.pgstride.core.ForwardingDataSource;
import java.sql.Connection;
import org.postgresql.ds.PGSimpleDataSource;

/** Hands out one connection again and again, within whatever transaction it is, as frameworks' proxies do. */
final class OneConnection extends ForwardingDataSource {
    private final Connection connection;

    OneConnection(Connection connection) {
        super(new PGSimpleDataSource());
        this.connection = connection;
    }

    @Override
    public Connection getConnection() {
        return handOut(connection);
    }

    @Override
    protected Connection handOut(Connection same) {
        return new ForwardingConnection() {
            @Override
            protected Connection connected() {
                return same;
            }

            @Override
            public void close() {}
        };
    }
}
