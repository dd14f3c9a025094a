package io.pgstride.benchmarks.pagination;

import io.pgstride.benchmarks.pagination.JdbcPages.BoundSql;
import io.pgstride.benchmarks.pagination.JdbcPages.Shape;
import java.util.List;

/** By counting the rows before the page. */
final class Offset implements Shape {
    private final String sql;

    Offset(Ordering ordering) {
        sql = JdbcPages.SELECT + " ORDER BY " + ordering.sql() + " OFFSET ? LIMIT ?";
    }

    @Override
    public BoundSql next(Place place, int limit) {
        return new BoundSql(sql, List.of(place.offset(), limit));
    }
}
