package io.pgstride.pagination.internal.plan;

import io.pgstride.core.plan.Explain;
import io.pgstride.core.plan.QueryPlan;
import io.pgstride.pagination.PlanCheck;
import io.pgstride.pagination.PlanProblem;
import io.pgstride.pagination.PlanProblem.Kind;
import io.pgstride.pagination.internal.EqualityColumns;
import io.pgstride.pagination.internal.PageSql;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Plans every statement of a question and judges the plans.
 *
 * <p>A plan with faults says little by itself: on a small table, sorting it is right though the index is there. So the statement is
 * planned once more with sorts, sequential and bitmap scans made expensive, and with pages for free, so that only rows count:
 * PostgreSQL then takes the index that leaves the least rows to filter. Faults that remain show that no index
 * serves. If none remain, an index serves and was not chosen, which is good where the chosen plan is cheap.
 */
public final class PlanVerifier {
    private static final List<String> OFF =
            List.of("enable_seqscan", "enable_sort", "enable_incremental_sort", "enable_bitmapscan");
    private static final List<String> ZERO =
            List.of("seq_page_cost", "random_page_cost", "max_parallel_workers_per_gather");

    private final Explain asItIs;
    private final Explain byIndex;
    private final PageSql sql;
    private final EqualityColumns fixed;
    private final List<Statement> statements;
    private final IndexAdvice indexes;
    private final Declarations declarations;
    private final Set<String> keyTables;
    private final Set<PlanProblem> problems = new LinkedHashSet<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private IndexAdvice.@Nullable Advice advice;

    /** For one question; to be used once. */
    public PlanVerifier(DSLContext dsl, PageSql sql, Condition filter, int size) {
        this.asItIs = Explain.on(dsl).verbose();
        this.byIndex = byIndex(asItIs);
        this.sql = sql;
        this.fixed = EqualityColumns.of(filter);
        this.statements = Statement.of(dsl, sql, filter, size);
        this.indexes = new IndexAdvice(dsl, sql, fixed);
        this.declarations = new Declarations(dsl, sql, fixed);
        this.keyTables = Set.copyOf(indexes.keyTables());
    }

    private static Explain byIndex(Explain explain) {
        Explain changed = explain;
        for (String setting : OFF) {
            changed = changed.planWith(setting, "off");
        }
        for (String setting : ZERO) {
            changed = changed.planWith(setting, "0");
        }
        return changed;
    }

    /** Runs the EXPLAINs, and looks into the catalogs. */
    public PlanCheck check() {
        notes.addAll(declarations.doubts());
        statements.forEach(this::check);
        return new PlanCheck(sql.ordering().description(), List.copyOf(problems), List.copyOf(notes));
    }

    private void check(Statement statement) {
        QueryPlan plan = asItIs.plan(statement.select());
        List<Fault> faults = faults(plan, statement);
        if (faults.isEmpty()) {
            return;
        }
        List<Fault> remaining = faults(byIndex.plan(statement.select()), statement);
        double cost = plan.root().totalCost().orElse(Double.MAX_VALUE);
        if (anyHard(faults) && anyHard(remaining)) {
            missing(statement, faults.stream().filter(Fault::hard));
        } else if (cost > PlanCheck.CHEAP && remaining.isEmpty()) {
            notChosen(statement, faults);
        } else if (cost > PlanCheck.CHEAP) {
            missing(statement, faults.stream());
        } else {
            note(faults, remaining);
        }
    }

    private List<Fault> faults(QueryPlan plan, Statement statement) {
        return FaultFinder.in(plan, statement.branches(), fixed.names(), keyTables);
    }

    private static boolean anyHard(List<Fault> faults) {
        return faults.stream().anyMatch(Fault::hard);
    }

    private IndexAdvice.Advice advice() {
        if (advice == null) {
            advice = indexes.advice();
        }
        return advice;
    }

    private void missing(Statement statement, Stream<Fault> faults) {
        faults.forEach(fault -> problems.add(new PlanProblem(
                Kind.INDEX_MISSING, statement.name(), fault.branch(), fault.text(), advice().mend(), advice().ddl())));
    }

    private void notChosen(Statement statement, List<Fault> faults) {
        String mend = "An index serves, but PostgreSQL expects more of another plan, at a cost of more than "
                + PlanCheck.CHEAP
                + ". Run ANALYZE on the table; if that changes nothing, look at its cost settings (random_page_cost is 4 by"
                + " default, 1.1 suits SSDs), and at indexes that it takes instead and that nobody needs.";
        faults.forEach(fault -> problems.add(new PlanProblem(
                Kind.INDEX_NOT_CHOSEN, statement.name(), fault.branch(), fault.text(), mend, List.of())));
    }

    /** Not which statement: on a small table, all have the same. */
    private void note(List<Fault> faults, List<Fault> remaining) {
        if (remaining.isEmpty()) {
            faults.forEach(fault ->
                    notes.add("nothing to do: an index serves, and at the table's present size PostgreSQL expects as"
                            + " much or more of: " + fault.text()));
        } else {
            remaining.forEach(fault ->
                    notes.add("cheap as PostgreSQL estimates it, but not served by an index alone: " + fault.text()
                            + String.join(
                                    "",
                                    advice().ddl().stream()
                                            .map(ddl -> "; this would: " + ddl)
                                            .toList())));
        }
    }
}
