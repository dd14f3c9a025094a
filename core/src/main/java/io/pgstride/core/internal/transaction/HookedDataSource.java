package io.pgstride.core.internal.transaction;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Objects;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** Hands out {@link HookedConnection}s of another DataSource. */
public final class HookedDataSource implements DataSource {
    private final DataSource delegate;
    private final boolean tokens;

    private HookedDataSource(DataSource delegate, boolean tokens) {
        this.delegate = delegate;
        this.tokens = tokens;
    }

    /** Wraps once: what is wrapped already, for the same or for more, stays as it is. */
    public static DataSource wrap(DataSource dataSource, boolean tokens) {
        Objects.requireNonNull(dataSource, "dataSource");
        if (dataSource instanceof HookedDataSource hooked) {
            return hooked.tokens || !tokens ? hooked : new HookedDataSource(hooked.delegate, true);
        }
        return new HookedDataSource(dataSource, tokens);
    }

    @Override
    public Connection getConnection() throws SQLException {
        return new HookedConnection(delegate.getConnection(), tokens);
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return new HookedConnection(delegate.getConnection(username, password), tokens);
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        return type.isInstance(delegate) ? type.cast(delegate) : delegate.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || type.isInstance(delegate) || delegate.isWrapperFor(type);
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return delegate.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        delegate.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        delegate.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return delegate.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return delegate.getParentLogger();
    }

    @Override
    public String toString() {
        return "TransactionHooks(" + delegate.getClass().getSimpleName() + ")";
    }
}
