package io.pgstride.core;

import io.pgstride.core.internal.Statements;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Struct;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A connection that does what another one does, but for what a subclass makes of it. Its statements answer {@code getConnection()} with it, so that nothing
 * goes round it. It can be unwrapped to itself and to what it wraps. As thread-safe as the other one; blocks as that does.
 *
 * <p>The other one may come later: {@link #connected()} is asked for each call.
 */
public abstract class ForwardingConnection implements Connection {

    /** For subclasses. */
    protected ForwardingConnection() {}

    /**
     * Makes a statement of a connection. It may be called again, for another connection.
     *
     * @param <S> the kind of statement
     */
    @FunctionalInterface
    protected interface Making<S extends Statement> {
        /**
         * {@return a new statement}
         *
         * @param connection that it is made of
         * @throws SQLException as the connection throws
         */
        S of(Connection connection) throws SQLException;
    }

    /**
     * {@return what the calls go to}
     *
     * @throws SQLException if there is none
     */
    protected abstract Connection connected() throws SQLException;

    /** {@return whether {@link #connected()} has nothing left to do} */
    public boolean isConnected() {
        return true;
    }

    /**
     * {@return a statement of this connection}
     *
     * @param making makes the one that it stands for
     * @throws SQLException as the connection throws
     */
    protected Statement statement(Making<Statement> making) throws SQLException {
        return Statements.of(this, making.of(connected()));
    }

    /**
     * {@return a statement of this connection}
     *
     * @param making makes the one that it stands for
     * @throws SQLException as the connection throws
     */
    protected PreparedStatement prepared(Making<PreparedStatement> making) throws SQLException {
        return Statements.of(this, making.of(connected()));
    }

    /**
     * {@return a statement of this connection}
     *
     * @param making makes the one that it stands for
     * @throws SQLException as the connection throws
     */
    protected CallableStatement callable(Making<CallableStatement> making) throws SQLException {
        return Statements.of(this, making.of(connected()));
    }

    @Override
    public Statement createStatement() throws SQLException {
        return statement(connection -> connection.createStatement());
    }

    @Override
    public Statement createStatement(int type, int concurrency) throws SQLException {
        return statement(connection -> connection.createStatement(type, concurrency));
    }

    @Override
    public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
        return statement(connection -> connection.createStatement(type, concurrency, holdability));
    }

    @Override
    public PreparedStatement prepareStatement(String sql) throws SQLException {
        return prepared(connection -> connection.prepareStatement(sql));
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency) throws SQLException {
        return prepared(connection -> connection.prepareStatement(sql, type, concurrency));
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
            throws SQLException {
        return prepared(connection -> connection.prepareStatement(sql, type, concurrency, holdability));
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int generatedKeys) throws SQLException {
        return prepared(connection -> connection.prepareStatement(sql, generatedKeys));
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int[] columns) throws SQLException {
        return prepared(connection -> connection.prepareStatement(sql, columns));
    }

    @Override
    public PreparedStatement prepareStatement(String sql, String[] columns) throws SQLException {
        return prepared(connection -> connection.prepareStatement(sql, columns));
    }

    @Override
    public CallableStatement prepareCall(String sql) throws SQLException {
        return callable(connection -> connection.prepareCall(sql));
    }

    @Override
    public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
        return callable(connection -> connection.prepareCall(sql, type, concurrency));
    }

    @Override
    public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability) throws SQLException {
        return callable(connection -> connection.prepareCall(sql, type, concurrency, holdability));
    }

    @Override
    public String nativeSQL(String sql) throws SQLException {
        return connected().nativeSQL(sql);
    }

    @Override
    public void setAutoCommit(boolean autoCommit) throws SQLException {
        connected().setAutoCommit(autoCommit);
    }

    @Override
    public boolean getAutoCommit() throws SQLException {
        return connected().getAutoCommit();
    }

    @Override
    public void commit() throws SQLException {
        connected().commit();
    }

    @Override
    public void rollback() throws SQLException {
        connected().rollback();
    }

    @Override
    public void close() throws SQLException {
        connected().close();
    }

    @Override
    public boolean isClosed() throws SQLException {
        return connected().isClosed();
    }

    @Override
    public DatabaseMetaData getMetaData() throws SQLException {
        return connected().getMetaData();
    }

    @Override
    public void setReadOnly(boolean readOnly) throws SQLException {
        connected().setReadOnly(readOnly);
    }

    @Override
    public boolean isReadOnly() throws SQLException {
        return connected().isReadOnly();
    }

    @Override
    public void setCatalog(String catalog) throws SQLException {
        connected().setCatalog(catalog);
    }

    @Override
    public String getCatalog() throws SQLException {
        return connected().getCatalog();
    }

    @Override
    public void setTransactionIsolation(int level) throws SQLException {
        connected().setTransactionIsolation(level);
    }

    @Override
    public int getTransactionIsolation() throws SQLException {
        return connected().getTransactionIsolation();
    }

    @Override
    public @Nullable SQLWarning getWarnings() throws SQLException {
        return connected().getWarnings();
    }

    @Override
    public void clearWarnings() throws SQLException {
        connected().clearWarnings();
    }

    @Override
    public Map<String, Class<?>> getTypeMap() throws SQLException {
        return connected().getTypeMap();
    }

    @Override
    public void setTypeMap(Map<String, Class<?>> map) throws SQLException {
        connected().setTypeMap(map);
    }

    @Override
    public void setHoldability(int holdability) throws SQLException {
        connected().setHoldability(holdability);
    }

    @Override
    public int getHoldability() throws SQLException {
        return connected().getHoldability();
    }

    @Override
    public Savepoint setSavepoint() throws SQLException {
        return connected().setSavepoint();
    }

    @Override
    public Savepoint setSavepoint(String name) throws SQLException {
        return connected().setSavepoint(name);
    }

    @Override
    public void rollback(Savepoint savepoint) throws SQLException {
        connected().rollback(savepoint);
    }

    @Override
    public void releaseSavepoint(Savepoint savepoint) throws SQLException {
        connected().releaseSavepoint(savepoint);
    }

    @Override
    public Clob createClob() throws SQLException {
        return connected().createClob();
    }

    @Override
    public Blob createBlob() throws SQLException {
        return connected().createBlob();
    }

    @Override
    public NClob createNClob() throws SQLException {
        return connected().createNClob();
    }

    @Override
    public SQLXML createSQLXML() throws SQLException {
        return connected().createSQLXML();
    }

    @Override
    public boolean isValid(int timeout) throws SQLException {
        return connected().isValid(timeout);
    }

    @Override
    public void setClientInfo(String name, @Nullable String value) throws SQLClientInfoException {
        infoConnection().setClientInfo(name, value);
    }

    @Override
    public void setClientInfo(Properties properties) throws SQLClientInfoException {
        infoConnection().setClientInfo(properties);
    }

    private Connection infoConnection() throws SQLClientInfoException {
        try {
            return connected();
        } catch (SQLException e) {
            throw new SQLClientInfoException(e.getMessage(), e.getSQLState(), Map.of(), e);
        }
    }

    @Override
    public @Nullable String getClientInfo(String name) throws SQLException {
        return connected().getClientInfo(name);
    }

    @Override
    public Properties getClientInfo() throws SQLException {
        return connected().getClientInfo();
    }

    @Override
    public Array createArrayOf(String typeName, Object[] elements) throws SQLException {
        return connected().createArrayOf(typeName, elements);
    }

    @Override
    public Struct createStruct(String typeName, Object[] attributes) throws SQLException {
        return connected().createStruct(typeName, attributes);
    }

    @Override
    public void setSchema(String schema) throws SQLException {
        connected().setSchema(schema);
    }

    @Override
    public @Nullable String getSchema() throws SQLException {
        return connected().getSchema();
    }

    @Override
    public void abort(Executor executor) throws SQLException {
        connected().abort(executor);
    }

    @Override
    public void setNetworkTimeout(Executor executor, int milliseconds) throws SQLException {
        connected().setNetworkTimeout(executor, milliseconds);
    }

    @Override
    public int getNetworkTimeout() throws SQLException {
        return connected().getNetworkTimeout();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        Connection connection = connected();
        return type.isInstance(connection) ? type.cast(connection) : connection.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this)
                || type.isInstance(connected())
                || connected().isWrapperFor(type);
    }
}
