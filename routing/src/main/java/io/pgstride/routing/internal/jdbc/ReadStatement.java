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
        return repeating.run(statement -> statement.execute(sql));
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
    public void close() throws SQLException {
        repeating.close();
    }
}
