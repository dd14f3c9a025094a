package io.pgstride.routing.internal.jdbc;

import io.pgstride.core.ForwardingConnection;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A connection that holds what is set on it, for whichever host it gets; without a host, {@code commit} and {@code rollback} have nothing to end. */
abstract class HeldConnection extends ForwardingConnection {
    final Held held = new Held();

    /** The host's connection; null while there is none. */
    abstract @Nullable Connection hosted();

    abstract void requireOpen() throws SQLException;

    @Override
    public void setAutoCommit(boolean autoCommit) throws SQLException {
        requireOpen();
        Connection host = hosted();
        if (host != null) {
            host.setAutoCommit(autoCommit);
        }
        held.autoCommit(autoCommit);
    }

    @Override
    public boolean getAutoCommit() throws SQLException {
        requireOpen();
        return held.autoCommit();
    }

    @Override
    public boolean isReadOnly() throws SQLException {
        requireOpen();
        return held.readOnly();
    }

    @Override
    public void setTransactionIsolation(int level) throws SQLException {
        requireOpen();
        Connection host = hosted();
        if (host != null) {
            host.setTransactionIsolation(level);
        } else {
            Isolations.require(level);
        }
        held.isolation(level);
    }

    @Override
    public int getTransactionIsolation() throws SQLException {
        requireOpen();
        return hosted() == null && held.hasIsolation() ? held.isolation() : super.getTransactionIsolation();
    }

    @Override
    public void commit() throws SQLException {
        if (requireTransaction("commit")) {
            super.commit();
        }
    }

    @Override
    public void rollback() throws SQLException {
        if (requireTransaction("roll back")) {
            super.rollback();
        }
    }

    /** Whether there is anything to end. */
    private boolean requireTransaction(String what) throws SQLException {
        requireOpen();
        if (hosted() == null && held.autoCommit()) {
            throw new SQLException("cannot " + what + " in autocommit mode", "25P01");
        }
        return hosted() != null;
    }

    @Override
    public void setSchema(String schema) throws SQLException {
        set("schema", connection -> connection.setSchema(schema));
    }

    @Override
    public void setCatalog(String catalog) throws SQLException {
        set("catalog", connection -> connection.setCatalog(catalog));
    }

    @Override
    public void setHoldability(int holdability) throws SQLException {
        require(
                holdability == ResultSet.HOLD_CURSORS_OVER_COMMIT || holdability == ResultSet.CLOSE_CURSORS_AT_COMMIT,
                "holdability " + holdability + " is none; see java.sql.ResultSet");
        set("holdability", connection -> connection.setHoldability(holdability));
    }

    @Override
    public void setTypeMap(Map<String, Class<?>> map) throws SQLException {
        set("typeMap", connection -> connection.setTypeMap(map));
    }

    @Override
    public void setNetworkTimeout(Executor executor, int milliseconds) throws SQLException {
        require(milliseconds >= 0, "a network timeout of " + milliseconds + " ms is negative; 0 is for none");
        set("networkTimeout", connection -> connection.setNetworkTimeout(executor, milliseconds));
    }

    @Override
    public void setClientInfo(String name, @Nullable String value) throws SQLClientInfoException {
        setInfo("clientInfo." + name, connection -> connection.setClientInfo(name, value));
    }

    @Override
    public void setClientInfo(Properties properties) throws SQLClientInfoException {
        Properties now = new Properties();
        properties.stringPropertyNames().forEach(name -> now.setProperty(name, properties.getProperty(name)));
        setInfo("clientInfo", connection -> connection.setClientInfo(now));
    }

    /** What no host would take is refused now rather than by the first statement. */
    private static void require(boolean possible, String otherwise) throws SQLException {
        if (!possible) {
            throw new SQLException(otherwise, "22023");
        }
    }

    private void setInfo(String name, Held.Setting setting) throws SQLClientInfoException {
        try {
            set(name, setting);
        } catch (SQLClientInfoException e) {
            throw e;
        } catch (SQLException e) {
            throw new SQLClientInfoException(e.getMessage(), e.getSQLState(), Map.of(), e);
        }
    }

    private void set(String name, Held.Setting setting) throws SQLException {
        requireOpen();
        Connection host = hosted();
        if (host != null) {
            setting.on(host);
        }
        held.other(name, setting);
    }

    @Override
    public @Nullable SQLWarning getWarnings() throws SQLException {
        requireOpen();
        return hosted() == null ? null : super.getWarnings();
    }

    @Override
    public void clearWarnings() throws SQLException {
        requireOpen();
        if (hosted() != null) {
            super.clearWarnings();
        }
    }
}
