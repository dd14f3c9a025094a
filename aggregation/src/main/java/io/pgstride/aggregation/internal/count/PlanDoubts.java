package io.pgstride.aggregation.internal.count;

import io.pgstride.aggregation.count.Doubt;
import io.pgstride.aggregation.count.Doubt.Cause;
import io.pgstride.core.Identifiers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** What a plan's estimate rests on that statistics do not tell. */
final class PlanDoubts {
    /** Of which PostgreSQL keeps extended statistics: STATS_MAX_DIMENSIONS. */
    private static final int MOST_COLUMNS = 8;

    private static final int FINE_TARGET = 1000;

    private final DSLContext dsl;
    private final List<Doubt> doubts = new ArrayList<>();

    private PlanDoubts(DSLContext dsl) {
        this.dsl = dsl;
    }

    static List<Doubt> of(DSLContext dsl, PlanRead read) {
        PlanDoubts doubts = new PlanDoubts(dsl);
        doubts.whole(read);
        read.scans().forEach(doubts::scan);
        return doubts.doubts;
    }

    private void whole(PlanRead read) {
        String subject = Age.named(read.names());
        if (read.joins() && read.conditional()) {
            doubts.add(new Doubt(Cause.JOIN, subject, List.of()));
        }
        if (read.groups()) {
            doubts.add(new Doubt(Cause.GROUPING, subject, List.of()));
        }
        if (read.computes()) {
            doubts.add(new Doubt(Cause.COMPUTED, subject.isEmpty() ? "no table" : subject, List.of()));
        }
    }

    private void scan(Conditions conditions, Collection<Relation> relations) {
        if (!conditions.subqueries().isEmpty()) {
            doubts.add(doubt(Cause.SUBQUERY, relations, conditions.columns(), table -> Stream.empty()));
        }
        if (!conditions.patterns().isEmpty()) {
            doubts.add(doubt(Cause.PATTERN, relations, conditions.patterns(), table -> finer(table, conditions)));
        }
        expressions(conditions, relations);
        if (conditions.columns().size() > 1) {
            correlated(conditions.columns(), relations);
        }
    }

    private void expressions(Conditions conditions, Collection<Relation> relations) {
        if (conditions.expressions().isEmpty()) {
            return;
        }
        Set<String> known = Statistics.expressions(dsl, relations).stream()
                .map(PlanDoubts::bare)
                .collect(Collectors.toSet());
        List<String> unknown = conditions.expressions().stream()
                .filter(expression -> !known.contains(bare(expression)))
                .toList();
        if (!unknown.isEmpty()) {
            doubts.add(doubt(
                    Cause.EXPRESSION,
                    relations,
                    conditions.computed(),
                    table -> unknown.stream()
                            .map(expression -> statistics(table, "expression", "", "(" + expression + ")"))));
        }
    }

    /** Parentheses and blanks are set differently in a plan and in the catalog. */
    private static String bare(String expression) {
        return expression.replaceAll("[()\\s]", "");
    }

    private void correlated(Set<String> columns, Collection<Relation> relations) {
        List<Relation> uncovered = Statistics.uncovered(dsl, relations, columns);
        if (!uncovered.isEmpty()) {
            String first = columns.stream().limit(MOST_COLUMNS).collect(Collectors.joining(", "));
            doubts.add(doubt(
                    Cause.CORRELATED,
                    uncovered,
                    columns,
                    table -> Stream.of(statistics(table, first, " (dependencies, mcv)", first))));
        }
    }

    private static Doubt doubt(
            Cause cause, Collection<Relation> tables, Set<String> columns, Function<Relation, Stream<String>> fixes) {
        List<Relation> sorted = tables.stream().sorted().toList();
        String names = Age.named(sorted.stream().map(Relation::sql).toList());
        List<String> fix = new ArrayList<>(sorted.stream().flatMap(fixes).toList());
        if (!fix.isEmpty()) {
            fix.add("ANALYZE " + sorted.stream().map(Relation::sql).collect(Collectors.joining(", ")));
        }
        return new Doubt(cause, names + " (" + String.join(", ", columns) + ")", fix);
    }

    private static String statistics(Relation table, String about, String kinds, String on) {
        String name = Identifiers.derive(table.name(), about.replaceAll("\\W+", "_"), "stat");
        return "CREATE STATISTICS " + Identifiers.quoted(DSL.quotedName(table.schema(), name)) + kinds + " ON " + on
                + " FROM " + table.sql();
    }

    private static Stream<String> finer(Relation table, Conditions conditions) {
        return conditions.patterns().stream()
                .map(column ->
                        "ALTER TABLE " + table.sql() + " ALTER COLUMN " + column + " SET STATISTICS " + FINE_TARGET);
    }
}
