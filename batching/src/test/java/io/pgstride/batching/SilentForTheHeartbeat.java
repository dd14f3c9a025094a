package io.pgstride.batching;

import io.pgstride.core.ForwardingDataSource;
import io.pgstride.testing.TcpProxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/** Gives the heartbeat a first connection that goes silent as soon as it is there. */
final class SilentForTheHeartbeat extends ForwardingDataSource {
    private final String url;
    private final TcpProxy proxy;
    private final AtomicBoolean given = new AtomicBoolean();

    SilentForTheHeartbeat(DataSource delegate, String url, TcpProxy proxy) {
        super(delegate);
        this.url = url;
        this.proxy = proxy;
    }

    @Override
    protected Connection handOut(Connection connection) {
        return connection;
    }

    @Override
    public Connection getConnection() throws SQLException {
        boolean first = Thread.currentThread().getName().endsWith("-heartbeat") && given.compareAndSet(false, true);
        if (!first) {
            return super.getConnection();
        }
        Connection silent = DriverManager.getConnection(url);
        proxy.dropResponses(true);
        return silent;
    }
}
