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

    Handwritten(Ordering ordering) {
        branches = branches(ordering);
        branchesFromNull = branchesFromNull(ordering);
        sql = sql(ordering, branches);
        sqlFromNull = sql(ordering, branchesFromNull);
        lead = ordering.terms().get(0).column();
    }

    @Override
    public BoundSql next(Place place, int limit) {
        return lead.of(place.after()) == null
                ? bind(sqlFromNull, branchesFromNull, place, limit)
                : bind(sql, branches, place, limit);
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

    private static String sql(Ordering ordering, List<Branch> branches) {
        String order = " ORDER BY " + ordering.sql() + " LIMIT ?";
        List<String> queries = branches.stream()
                .map(branch -> JdbcPages.SELECT + " WHERE " + branch.condition() + order)
                .toList();
        return queries.size() == 1
                ? queries.get(0)
                : queries.stream().collect(Collectors.joining(") UNION ALL (", "SELECT * FROM ((", ")) u" + order));
    }

    private static BoundSql bind(String sql, List<Branch> branches, Place place, int limit) {
        List<Object> values = new ArrayList<>();
        for (Branch branch : branches) {
            branch.bind(place.after(), values);
            values.add(limit);
        }
        if (branches.size() > 1) {
            values.add(limit);
        }
        return new BoundSql(sql, values);
    }
}
