package io.pgstride.core.internal.transaction;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.jooq.tools.jdbc.DefaultCallableStatement;
import org.jooq.tools.jdbc.DefaultConnection;
import org.jooq.tools.jdbc.DefaultPreparedStatement;
import org.jooq.tools.jdbc.DefaultStatement;

/** A connection whose statements answer {@code getConnection()} with it, so that no commit goes round it. */
abstract class StatementsConnection extends DefaultConnection {

    StatementsConnection(Connection delegate) {
        super(delegate);
    }

    /** Refuses a new statement where none may run. */
    abstract void requireUsable() throws SQLException;

    @Override
    public Statement createStatement() throws SQLException {
        requireUsable();
        return new DefaultStatement(super.createStatement(), this);
    }

    @Override
    public Statement createStatement(int type, int concurrency) throws SQLException {
        requireUsable();
        return new DefaultStatement(super.createStatement(type, concurrency), this);
    }

    @Override
    public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
        requireUsable();
        return new DefaultStatement(super.createStatement(type, concurrency, holdability), this);
    }

    @Override
    public PreparedStatement prepareStatement(String sql) throws SQLException {
        requireUsable();
        return new Prepared(super.prepareStatement(sql), this);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency) throws SQLException {
        requireUsable();
        return new Prepared(super.prepareStatement(sql, type, concurrency), this);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
            throws SQLException {
        requireUsable();
        return new Prepared(super.prepareStatement(sql, type, concurrency, holdability), this);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int generatedKeys) throws SQLException {
        requireUsable();
        return new Prepared(super.prepareStatement(sql, generatedKeys), this);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int[] columns) throws SQLException {
        requireUsable();
        return new Prepared(super.prepareStatement(sql, columns), this);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, String[] columns) throws SQLException {
        requireUsable();
        return new Prepared(super.prepareStatement(sql, columns), this);
    }

    @Override
    public CallableStatement prepareCall(String sql) throws SQLException {
        requireUsable();
        return new Callable(super.prepareCall(sql), this);
    }

    @Override
    public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
        requireUsable();
        return new Callable(super.prepareCall(sql, type, concurrency), this);
    }

    @Override
    public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability) throws SQLException {
        requireUsable();
        return new Callable(super.prepareCall(sql, type, concurrency, holdability), this);
    }

    private static final class Prepared extends DefaultPreparedStatement {
        Prepared(PreparedStatement delegate, Connection creator) {
            super(delegate, creator);
        }
    }

    private static final class Callable extends DefaultCallableStatement {
        private final Connection creator;

        Callable(CallableStatement delegate, Connection creator) {
            super(delegate);
            this.creator = creator;
        }

        @Override
        public Connection getConnection() {
            return creator;
        }
    }
}
