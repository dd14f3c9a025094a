package io.pgstride.core;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Objects;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * A DataSource that does what another one does, but for what a subclass makes of the connections it hands out. It can be unwrapped to itself and to
 * what it wraps. As thread-safe as the other one; blocks as that does; holds nothing that needs closing.
 */
public abstract class ForwardingDataSource implements DataSource {
    private final DataSource delegate;

    /**
     * Wraps a DataSource.
     *
     * @param delegate stays the caller's to close
     */
    protected ForwardingDataSource(DataSource delegate) {
        this.delegate = Objects.requireNonNull(delegate, "dataSource");
    }

    /**
     * {@return what is handed out instead of a connection of the wrapped DataSource}
     *
     * @param connection new to the caller
     * @throws SQLException if there is none to be handed out; it is for the subclass to close the connection then
     */
    protected abstract Connection handOut(Connection connection) throws SQLException;

    /** {@return what is wrapped} */
    protected final DataSource delegate() {
        return delegate;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return handOut(delegate.getConnection());
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return handOut(delegate.getConnection(username, password));
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
        return delegate.toString();
    }
}
