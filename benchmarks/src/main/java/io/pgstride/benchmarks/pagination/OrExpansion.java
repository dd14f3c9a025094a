package io.pgstride.benchmarks.pagination;

import static io.pgstride.benchmarks.pagination.Column.CREATED_AT;
import static io.pgstride.benchmarks.pagination.Column.ENDED_AT;
import static io.pgstride.benchmarks.pagination.Column.ID;
import static io.pgstride.benchmarks.pagination.Column.KIND;

import io.pgstride.benchmarks.pagination.JdbcPages.BoundSql;
import io.pgstride.benchmarks.pagination.JdbcPages.Shape;
import java.util.ArrayList;
import java.util.List;

/** As Hibernate (for Jakarta Data) and Spring Data's keyset scrolling render it. */
final class OrExpansion implements Shape {
    private final Branch condition;
    private final String sql;
    private final int limit;

    OrExpansion(Ordering ordering, int limit) {
        this.limit = limit;
        condition = condition(ordering);
        sql = JdbcPages.SELECT + " WHERE " + condition.condition() + " ORDER BY " + ordering.sql()
                + " FETCH FIRST ? ROWS ONLY";
    }

    @Override
    public BoundSql next(Place place) {
        List<Object> values = new ArrayList<>();
        condition.bind(place.after(), values);
        values.add(limit);
        return new BoundSql(sql, values);
    }

    private static Branch condition(Ordering ordering) {
        return switch (ordering) {
            case UNIFORM_DESC -> Branch.of("created_at < ? OR created_at = ? AND id < ?", CREATED_AT, CREATED_AT, ID);
            case MIXED -> Branch.of("created_at < ? OR created_at = ? AND id > ?", CREATED_AT, CREATED_AT, ID);
            case LOW_CARDINALITY_LEAD ->
                Branch.of(
                        "kind > ? OR kind = ? AND created_at < ? OR kind = ? AND created_at = ? AND id < ?",
                        KIND,
                        KIND,
                        CREATED_AT,
                        KIND,
                        CREATED_AT,
                        ID);
            case NULLABLE -> Branch.of("ended_at > ? OR ended_at = ? AND id > ?", ENDED_AT, ENDED_AT, ID);
        };
    }
}
