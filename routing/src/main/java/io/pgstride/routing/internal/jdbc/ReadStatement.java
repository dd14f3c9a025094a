package io.pgstride.routing.internal.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jooq.tools.jdbc.DefaultStatement;

/** A plain statement of a read. */
final class ReadStatement extends DefaultStatement {
    private final Repeating<Statement> repeating;

    ReadStatement(Moves moves, Statement statement, Repeating.Making<Statement> making) {
        super(statement, moves.connection());
        this.repeating = new Repeating<>(moves, statement, making);
    }

    @Override
    public Statement getDelegateStatement() {
        return repeating.statement();
    }

    @Override
    public ResultSet executeQuery(String sql) throws SQLException {
        return wrap(repeating.run(statement -> statement.executeQuery(sql)));
    }

    @Override
    public boolean execute(String sql) throws SQLException {
        boolean rows = repeating.run(statement -> statement.execute(sql));
        if (!rows) {
            repeating.keepHost();
        }
        return rows;
    }

    @Override
    public int executeUpdate(String sql) throws SQLException {
        repeating.keepHost();
        return super.executeUpdate(sql);
    }

    @Override
    public long executeLargeUpdate(String sql) throws SQLException {
        repeating.keepHost();
        return super.executeLargeUpdate(sql);
    }

    @Override
    public int[] executeBatch() throws SQLException {
        repeating.keepHost();
        return super.executeBatch();
    }

    @Override
    public void cancel() throws SQLException {
        repeating.cancel();
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
        repeating.set("CloseOnCompletion", Statement::closeOnCompletion);
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
