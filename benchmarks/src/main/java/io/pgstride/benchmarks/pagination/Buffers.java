package io.pgstride.benchmarks.pagination;

import io.pgstride.core.plan.Explain;
import io.pgstride.core.plan.QueryPlan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Query;

/** Counts the shared buffers that a query touches, hit or read. It runs for that, its nodes untimed. */
final class Buffers {
    private static final String EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) ";

    private Buffers() {}

    static long of(DSLContext dsl, Query query) {
        return Explain.on(dsl).analyze().timing(false).plan(query).buffers().shared();
    }

    /** Of an SQL text whose values are bound in order. */
    static long of(Connection connection, String sql, List<?> values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(EXPLAIN + sql)) {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
            try (ResultSet plan = statement.executeQuery()) {
                plan.next();
                return QueryPlan.parse(plan.getString(1)).buffers().shared();
            }
        }
    }
}
