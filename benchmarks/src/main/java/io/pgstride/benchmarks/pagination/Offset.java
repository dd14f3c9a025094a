package io.pgstride.benchmarks.pagination;

import io.pgstride.benchmarks.pagination.JdbcPages.BoundSql;
import io.pgstride.benchmarks.pagination.JdbcPages.Shape;
import java.util.List;

/** By counting the rows before the page. */
final class Offset implements Shape {
    private final String sql;
    private final int limit;

    Offset(Ordering ordering, int limit) {
        this.limit = limit;
        sql = JdbcPages.SELECT + " ORDER BY " + ordering.sql() + " OFFSET ? LIMIT ?";
    }

    @Override
    public BoundSql next(Place place) {
        return new BoundSql(sql, List.of(place.offset(), limit));
    }
}
