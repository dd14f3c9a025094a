package io.pgstride.benchmarks.pagination;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import net.ttddyy.dsproxy.ExecutionInfo;
import net.ttddyy.dsproxy.QueryInfo;
import net.ttddyy.dsproxy.proxy.ParameterSetOperation;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The statements that go through a connection, with their values. */
final class SentStatements {
    private final Connection connection;
    private final Connection watched;
    private final List<QueryInfo> statements = new ArrayList<>();

    SentStatements(Connection connection) throws SQLException {
        this.connection = connection;
        this.watched = ProxyDataSourceBuilder.create(new SingleConnectionDataSource(connection, true))
                .afterQuery((ExecutionInfo execution, List<QueryInfo> queries) -> statements.addAll(queries))
                .build()
                .getConnection();
    }

    /** The same connection, seen. */
    Connection connection() {
        return watched;
    }

    /** Runs again what was sent since the last call, and forgets it. */
    long takeBuffers() throws SQLException {
        long buffers = 0;
        for (QueryInfo statement : statements) {
            buffers += Buffers.of(connection, statement.getQuery(), values(statement));
        }
        statements.clear();
        return buffers;
    }

    /** The second argument of each {@code setLong(1, value)}, {@code setObject(2, value, type)} and their like. */
    private static List<Object> values(QueryInfo statement) {
        return statement.getParametersList().get(0).stream()
                .map(ParameterSetOperation::getArgs)
                .map(arguments -> arguments[1])
                .toList();
    }
}
