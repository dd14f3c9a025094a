package io.pgstride.aggregation.internal.count;

import io.pgstride.aggregation.count.CountAnswer;
import io.pgstride.aggregation.count.CountMethod;
import io.pgstride.core.PgstrideException;
import io.pgstride.core.plan.Explain;
import io.pgstride.core.plan.QueryPlan;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Select;

/** What the planner expects. */
final class PlanEstimate implements Estimate {
    private static final Set<String> NOT_READING = Set.of("LockRows", "ModifyTable");

    private final DSLContext dsl;
    private final QueryPlan plan;

    private PlanEstimate(DSLContext dsl, QueryPlan plan) {
        this.dsl = dsl;
        this.plan = plan;
    }

    /** Plans, and runs nothing. */
    static PlanEstimate of(DSLContext dsl, Select<?> query) {
        QueryPlan plan = Explain.on(dsl).verbose().plan(query);
        if (plan.nodes().anyMatch(node -> NOT_READING.contains(node.type()))) {
            throw new PgstrideException(
                    "the query to count locks or changes rows, and counts only read; count one without it");
        }
        return new PlanEstimate(dsl, plan);
    }

    @Override
    public long rows() {
        return Math.round(plan.root().planRows().orElseThrow());
    }

    @Override
    public CountAnswer answer() {
        PlanRead read = PlanRead.of(plan);
        return Statistics.age(dsl, read.relations())
                .and(PlanDoubts.of(dsl, read))
                .estimate(CountMethod.PLANNER, rows());
    }
}
