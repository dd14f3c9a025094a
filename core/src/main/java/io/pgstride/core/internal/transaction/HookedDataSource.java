package io.pgstride.core.internal.transaction;

import io.pgstride.core.PgstrideException;
import io.pgstride.core.telemetry.Tags;
import io.pgstride.core.telemetry.Telemetry;
import io.pgstride.core.transaction.HookOptions;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Objects;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Hands out {@link HookedConnection}s of another DataSource. */
public final class HookedDataSource implements DataSource {
    private final DataSource delegate;
    private final HookOptions options;
    private final Telemetry.Counter failures;

    private HookedDataSource(DataSource delegate, HookOptions options) {
        this.delegate = delegate;
        this.options = options;
        this.failures = options.telemetry().counter("pgstride.core.hook-failures", Tags.none());
    }

    /** Wraps once, also where something else lies between. */
    public static DataSource wrap(DataSource dataSource) {
        return within(dataSource) == null ? new HookedDataSource(dataSource, HookOptions.ofDefaults()) : dataSource;
    }

    /** Wraps once, with these options. */
    public static DataSource wrap(DataSource dataSource, HookOptions options) {
        HookedDataSource hooked = within(dataSource);
        if (hooked == null) {
            return new HookedDataSource(dataSource, options);
        }
        if (!options.equals(hooked.options)) {
            throw new IllegalStateException("the DataSource is wrapped already, with other options; wrap the pool once,"
                    + " with the options that everyone needs");
        }
        return dataSource;
    }

    private static @Nullable HookedDataSource within(DataSource dataSource) {
        try {
            return Objects.requireNonNull(dataSource, "dataSource").isWrapperFor(HookedDataSource.class)
                    ? dataSource.unwrap(HookedDataSource.class)
                    : null;
        } catch (SQLException e) {
            throw new PgstrideException("the DataSource cannot be asked what it wraps", e);
        }
    }

    private Connection hooked(Connection connection) {
        return new HookedConnection(connection, options.tokens(), failures);
    }

    @Override
    public Connection getConnection() throws SQLException {
        return hooked(delegate.getConnection());
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return hooked(delegate.getConnection(username, password));
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
