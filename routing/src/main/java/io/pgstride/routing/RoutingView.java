package io.pgstride.routing;

import io.pgstride.routing.internal.jdbc.RoutedConnection;
import io.pgstride.routing.internal.route.Router;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** The hosts of a router, for one route. */
sealed class RoutingView implements DataSource permits RoutingDataSource {
    private final Router router;
    private final Route route;
    private final boolean inferred;

    RoutingView(Router router, Route route) {
        this(router, route, false);
    }

    /** Where reads are inferred, what turns out to be none goes to the primary. */
    RoutingView(Router router, Route route, boolean inferred) {
        this.router = router;
        this.route = route;
        this.inferred = inferred;
    }

    /** A connection without a host yet. */
    @Override
    public Connection getConnection() {
        return new RoutedConnection(router, route.within(Route.current()), inferred);
    }

    /** Not supported: pools have the users of their configurations. */
    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException(
                "a RoutingDataSource has the user of each host's pool; build another one for another user", "0A000");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new SQLException(
                "a RoutingDataSource wraps several pools, none of them a " + type.getName()
                        + " for all; ask the pools you gave it",
                "0A000");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        throw notOfEachPool();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        throw notOfEachPool();
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        throw notOfEachPool();
    }

    /** The system's default. */
    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw notOfEachPool();
    }

    private static SQLFeatureNotSupportedException notOfEachPool() {
        return new SQLFeatureNotSupportedException("set it on the pool of each host", "0A000");
    }

    @Override
    public String toString() {
        return "RoutingView[" + route + "]";
    }
}
