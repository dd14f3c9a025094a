package io.pgstride.routing.internal.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A prepared statement of a read. */
final class ReadPreparedStatement extends BoundStatement {
    private final Repeating<PreparedStatement> repeating;

    ReadPreparedStatement(Moves moves, PreparedStatement statement, Repeating.Making<PreparedStatement> making) {
        super(statement, moves.connection());
        this.repeating = new Repeating<>(moves, statement, making);
    }

    @Override
    public PreparedStatement getDelegateStatement() {
        return repeating.statement();
    }

    @Override
    void bind(int index, Repeating.Setting<PreparedStatement> value) throws SQLException {
        repeating.set(index, value);
    }

    @Override
    void bindOnce() {
        repeating.setOnce();
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        return wrap(repeating.run(PreparedStatement::executeQuery));
    }

    @Override
    public boolean execute() throws SQLException {
        boolean rows = repeating.run(PreparedStatement::execute);
        if (!rows) {
            repeating.keepHost();
        }
        return rows;
    }

    @Override
    public int executeUpdate() throws SQLException {
        repeating.keepHost();
        return super.executeUpdate();
    }

    @Override
    public long executeLargeUpdate() throws SQLException {
        repeating.keepHost();
        return super.executeLargeUpdate();
    }

    @Override
    public void cancel() throws SQLException {
        repeating.cancel();
    }

    @Override
    public void clearParameters() throws SQLException {
        repeating.statement().clearParameters();
        repeating.forgetParameters();
    }

    @Override
    public void setFetchSize(int rows) throws SQLException {
        repeating.set("FetchSize", statement -> statement.setFetchSize(rows));
    }

    @Override
    public void setMaxRows(int max) throws SQLException {
        repeating.set("MaxRows", statement -> statement.setMaxRows(max));
    }

    @Override
    public void setQueryTimeout(int seconds) throws SQLException {
        repeating.set("QueryTimeout", statement -> statement.setQueryTimeout(seconds));
    }

    @Override
    public void setMaxFieldSize(int most) throws SQLException {
        repeating.set("MaxFieldSize", statement -> statement.setMaxFieldSize(most));
    }

    @Override
    public void setEscapeProcessing(boolean enable) throws SQLException {
        repeating.set("EscapeProcessing", statement -> statement.setEscapeProcessing(enable));
    }

    @Override
    public void setFetchDirection(int direction) throws SQLException {
        repeating.set("FetchDirection", statement -> statement.setFetchDirection(direction));
    }

    @Override
    public void setPoolable(boolean poolable) throws SQLException {
        repeating.set("Poolable", statement -> statement.setPoolable(poolable));
    }

    @Override
    public void closeOnCompletion() throws SQLException {
        repeating.set("CloseOnCompletion", PreparedStatement::closeOnCompletion);
    }

    /** What is set past this is not known here. */
    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        repeating.keep();
        return super.unwrap(type);
    }

    @Override
    public void close() throws SQLException {
        repeating.close();
    }
}
