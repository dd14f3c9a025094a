package io.pgstride.benchmarks.pagination;

import static io.pgstride.benchmarks.pagination.Column.CREATED_AT;
import static io.pgstride.benchmarks.pagination.Column.ENDED_AT;
import static io.pgstride.benchmarks.pagination.Column.ID;
import static io.pgstride.benchmarks.pagination.Column.KIND;

import io.pgstride.benchmarks.pagination.JdbcPages.BoundSql;
import io.pgstride.benchmarks.pagination.JdbcPages.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The SQL that pgstride runs: a row comparison, or several branches that the server merges. */
final class Handwritten implements Shape {
    private final List<Branch> branches;
    private final List<Branch> branchesFromNull;
    private final String sql;
    private final String sqlFromNull;
    private final Column lead;

    Handwritten(Ordering ordering, int limit) {
        branches = branches(ordering);
        branchesFromNull = branchesFromNull(ordering);
        sql = sql(ordering, branches, limit);
        sqlFromNull = sql(ordering, branchesFromNull, limit);
        lead = ordering.terms().get(0).column();
    }

    @Override
    public BoundSql next(Place place) {
        return lead.of(place.after()) == null ? bind(sqlFromNull, branchesFromNull, place) : bind(sql, branches, place);
    }

    private static List<Branch> branches(Ordering ordering) {
        return switch (ordering) {
            case UNIFORM_DESC -> List.of(Branch.of("(created_at, id) < (?, ?)", CREATED_AT, ID));
            case MIXED ->
                List.of(
                        Branch.of("created_at = ? AND id > ?", CREATED_AT, ID),
                        Branch.of("created_at < ?", CREATED_AT));
            case LOW_CARDINALITY_LEAD ->
                List.of(
                        Branch.of("kind = ? AND (created_at, id) < (?, ?)", KIND, CREATED_AT, ID),
                        Branch.of("kind > ?", KIND));
            case NULLABLE ->
                List.of(
                        Branch.of("ended_at = ? AND id > ?", ENDED_AT, ID),
                        Branch.of("ended_at > ?", ENDED_AT),
                        Branch.of("ended_at IS NULL"));
        };
    }

    private static List<Branch> branchesFromNull(Ordering ordering) {
        return ordering.hasNulls() ? List.of(Branch.of("ended_at IS NULL AND id > ?", ID)) : List.of();
    }

    private static String sql(Ordering ordering, List<Branch> branches, int limit) {
        String order = " ORDER BY " + ordering.sql() + " LIMIT " + limit;
        List<String> queries = branches.stream()
                .map(branch -> JdbcPages.SELECT + " WHERE " + branch.condition() + order)
                .toList();
        return queries.size() == 1
                ? queries.get(0)
                : queries.stream().collect(Collectors.joining(") UNION ALL (", "(", ")" + order));
    }

    private static BoundSql bind(String sql, List<Branch> branches, Place place) {
        List<Object> values = new ArrayList<>();
        for (Branch branch : branches) {
            branch.bind(place.after(), values);
        }
        return new BoundSql(sql, values);
    }
}
