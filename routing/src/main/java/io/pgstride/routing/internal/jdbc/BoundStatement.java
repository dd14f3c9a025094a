package io.pgstride.routing.internal.jdbc;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.Date;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import org.jooq.tools.jdbc.DefaultPreparedStatement;
import org.jspecify.annotations.Nullable;

/** A prepared statement that tells what is bound to it, and what of that can be read once only. */
abstract class BoundStatement extends DefaultPreparedStatement {
    @FunctionalInterface
    private interface Binding {
        void on(PreparedStatement statement, int index, @Nullable Object value) throws SQLException;
    }

    BoundStatement(PreparedStatement statement, Connection creator) {
        super(statement, creator);
    }

    /** Something is bound, and can be bound again. */
    abstract void bind(int index, Repeating.Setting<PreparedStatement> value) throws SQLException;

    /** Something is bound that cannot be bound again. */
    abstract void bindOnce();

    @Override
    public void setNull(int index, int type) throws SQLException {
        bind(index, statement -> statement.setNull(index, type));
    }

    @Override
    public void setNull(int index, int type, String typeName) throws SQLException {
        bind(index, statement -> statement.setNull(index, type, typeName));
    }

    @Override
    public void setBoolean(int index, boolean value) throws SQLException {
        bind(index, statement -> statement.setBoolean(index, value));
    }

    @Override
    public void setByte(int index, byte value) throws SQLException {
        bind(index, statement -> statement.setByte(index, value));
    }

    @Override
    public void setShort(int index, short value) throws SQLException {
        bind(index, statement -> statement.setShort(index, value));
    }

    @Override
    public void setInt(int index, int value) throws SQLException {
        bind(index, statement -> statement.setInt(index, value));
    }

    @Override
    public void setLong(int index, long value) throws SQLException {
        bind(index, statement -> statement.setLong(index, value));
    }

    @Override
    public void setFloat(int index, float value) throws SQLException {
        bind(index, statement -> statement.setFloat(index, value));
    }

    @Override
    public void setDouble(int index, double value) throws SQLException {
        bind(index, statement -> statement.setDouble(index, value));
    }

    @Override
    public void setBigDecimal(int index, @Nullable BigDecimal value) throws SQLException {
        bind(index, statement -> statement.setBigDecimal(index, value));
    }

    @Override
    public void setString(int index, @Nullable String value) throws SQLException {
        bind(index, statement -> statement.setString(index, value));
    }

    @Override
    public void setNString(int index, @Nullable String value) throws SQLException {
        bind(index, statement -> statement.setNString(index, value));
    }

    @Override
    public void setBytes(int index, byte @Nullable [] value) throws SQLException {
        bind(index, statement -> statement.setBytes(index, value));
    }

    @Override
    public void setDate(int index, @Nullable Date value) throws SQLException {
        @Nullable Date now = AsNow.of(value);
        bind(index, statement -> statement.setDate(index, now));
    }

    @Override
    public void setDate(int index, @Nullable Date value, Calendar calendar) throws SQLException {
        @Nullable Date now = AsNow.of(value);
        Calendar zone = AsNow.of(calendar);
        bind(index, statement -> statement.setDate(index, now, zone));
    }

    @Override
    public void setTime(int index, @Nullable Time value) throws SQLException {
        @Nullable Time now = AsNow.of(value);
        bind(index, statement -> statement.setTime(index, now));
    }

    @Override
    public void setTime(int index, @Nullable Time value, Calendar calendar) throws SQLException {
        @Nullable Time now = AsNow.of(value);
        Calendar zone = AsNow.of(calendar);
        bind(index, statement -> statement.setTime(index, now, zone));
    }

    @Override
    public void setTimestamp(int index, @Nullable Timestamp value) throws SQLException {
        @Nullable Timestamp now = AsNow.of(value);
        bind(index, statement -> statement.setTimestamp(index, now));
    }

    @Override
    public void setTimestamp(int index, @Nullable Timestamp value, Calendar calendar) throws SQLException {
        @Nullable Timestamp now = AsNow.of(value);
        Calendar zone = AsNow.of(calendar);
        bind(index, statement -> statement.setTimestamp(index, now, zone));
    }

    @Override
    public void setObject(int index, @Nullable Object value) throws SQLException {
        bindObject(index, value, PreparedStatement::setObject);
    }

    @Override
    public void setObject(int index, @Nullable Object value, int type) throws SQLException {
        bindObject(index, value, (statement, at, now) -> statement.setObject(at, now, type));
    }

    @Override
    public void setObject(int index, @Nullable Object value, int type, int scale) throws SQLException {
        bindObject(index, value, (statement, at, now) -> statement.setObject(at, now, type, scale));
    }

    private void bindObject(int index, @Nullable Object value, Binding binding) throws SQLException {
        Object now = value == null ? null : AsNow.of(value);
        if (now == null && value != null) {
            bindOnce();
            binding.on(getDelegatePreparedStatement(), index, value);
        } else {
            bind(index, statement -> binding.on(statement, index, now));
        }
    }

    @Override
    public void setArray(int index, @Nullable Array value) throws SQLException {
        bind(index, statement -> statement.setArray(index, value));
    }

    @Override
    public void setURL(int index, @Nullable URL value) throws SQLException {
        bind(index, statement -> statement.setURL(index, value));
    }

    @Override
    public void setAsciiStream(int index, @Nullable InputStream value) throws SQLException {
        bindOnce();
        super.setAsciiStream(index, value);
    }

    @Override
    public void setAsciiStream(int index, @Nullable InputStream value, int length) throws SQLException {
        bindOnce();
        super.setAsciiStream(index, value, length);
    }

    @Override
    public void setAsciiStream(int index, @Nullable InputStream value, long length) throws SQLException {
        bindOnce();
        super.setAsciiStream(index, value, length);
    }

    @Override
    public void setBinaryStream(int index, @Nullable InputStream value) throws SQLException {
        bindOnce();
        super.setBinaryStream(index, value);
    }

    @Override
    public void setBinaryStream(int index, @Nullable InputStream value, int length) throws SQLException {
        bindOnce();
        super.setBinaryStream(index, value, length);
    }

    @Override
    public void setBinaryStream(int index, @Nullable InputStream value, long length) throws SQLException {
        bindOnce();
        super.setBinaryStream(index, value, length);
    }

    @Override
    public void setCharacterStream(int index, @Nullable Reader value) throws SQLException {
        bindOnce();
        super.setCharacterStream(index, value);
    }

    @Override
    public void setCharacterStream(int index, @Nullable Reader value, int length) throws SQLException {
        bindOnce();
        super.setCharacterStream(index, value, length);
    }

    @Override
    public void setCharacterStream(int index, @Nullable Reader value, long length) throws SQLException {
        bindOnce();
        super.setCharacterStream(index, value, length);
    }

    @Override
    public void setNCharacterStream(int index, @Nullable Reader value) throws SQLException {
        bindOnce();
        super.setNCharacterStream(index, value);
    }

    @Override
    public void setNCharacterStream(int index, @Nullable Reader value, long length) throws SQLException {
        bindOnce();
        super.setNCharacterStream(index, value, length);
    }

    @Override
    public void setBlob(int index, @Nullable InputStream value) throws SQLException {
        bindOnce();
        super.setBlob(index, value);
    }

    @Override
    public void setBlob(int index, @Nullable InputStream value, long length) throws SQLException {
        bindOnce();
        super.setBlob(index, value, length);
    }

    @Override
    public void setClob(int index, @Nullable Reader value) throws SQLException {
        bindOnce();
        super.setClob(index, value);
    }

    @Override
    public void setClob(int index, @Nullable Reader value, long length) throws SQLException {
        bindOnce();
        super.setClob(index, value, length);
    }

    @Override
    public void setNClob(int index, @Nullable Reader value) throws SQLException {
        bindOnce();
        super.setNClob(index, value);
    }

    @Override
    public void setNClob(int index, @Nullable Reader value, long length) throws SQLException {
        bindOnce();
        super.setNClob(index, value, length);
    }

    @Override
    public void setBlob(int index, @Nullable Blob value) throws SQLException {
        bindOnce();
        super.setBlob(index, value);
    }

    @Override
    public void setClob(int index, @Nullable Clob value) throws SQLException {
        bindOnce();
        super.setClob(index, value);
    }

    @Override
    public void setNClob(int index, @Nullable NClob value) throws SQLException {
        bindOnce();
        super.setNClob(index, value);
    }

    @Override
    public void setSQLXML(int index, @Nullable SQLXML value) throws SQLException {
        bindOnce();
        super.setSQLXML(index, value);
    }

    @Override
    public void addBatch() throws SQLException {
        bindOnce();
        super.addBatch();
    }
}
