package io.pgstride.batching.internal.health;

import static org.jooq.impl.DSL.one;

import io.pgstride.batching.QueueHealth;
import io.pgstride.batching.QueueHealth.Limits;
import io.pgstride.core.finding.Finding;
import io.pgstride.core.finding.Fix;
import io.pgstride.core.finding.LockLevel;
import io.pgstride.core.finding.Severity;
import io.pgstride.core.plan.Buffers;
import io.pgstride.core.plan.Explain;
import io.pgstride.core.plan.PlanNode;
import io.pgstride.core.plan.QueryPlan;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Query;

/**
 * How a claim finds its rows. What is explained is its SELECT without FOR UPDATE: analyzing that would lock the rows, and a processor beside
 * would skip them.
 */
public final class ClaimPlan {
    private static final Set<String> SORTS = Set.of("Sort", "Seq Scan");

    private ClaimPlan() {}

    /** Plans, and measures if there is an index. */
    public static List<Finding> find(DSLContext dsl, Queue queue, Limits limits, boolean held) {
        Query claim = dsl.select(one())
                .from(queue.table())
                .where(queue.claimable())
                .orderBy(queue.order())
                .limit(QueueHealth.SAMPLE);
        return (isServed(dsl, claim) ? buffers(dsl, queue, claim, limits) : Optional.of(missing(dsl, queue, held)))
                .map(List::of)
                .orElse(List.of());
    }

    /** A small table is read and sorted though there is an index, so the planner is asked what it could do without. */
    private static boolean isServed(DSLContext dsl, Query claim) {
        QueryPlan plan = Explain.on(dsl)
                .planWith("enable_sort", "off")
                .planWith("enable_seqscan", "off")
                .planWith("enable_bitmapscan", "off")
                .plan(claim);
        return plan.nodes().map(PlanNode::type).noneMatch(SORTS::contains);
    }

    private static Finding missing(DSLContext dsl, Queue queue, boolean held) {
        String ddl = "CREATE INDEX CONCURRENTLY ON " + queue.tableSql(dsl) + " (" + String.join(", ", queue.index())
                + ")" + (queue.isFiltered() ? " WHERE " + queue.predicateSql(dsl) : "");
        return Finding.of("batching.missing-index", Severity.WARNING)
                .subject(queue.name())
                .summary("No index gives the pending rows in the claim's order, so each claim sorts all of them"
                        + (held ? "; to make it may wait for what batching.xmin-held names, so end that first." : "."))
                .evidence("order", String.join(", ", queue.index()))
                .fix(Fix.sql(ddl).lock(LockLevel.SHARE_UPDATE_EXCLUSIVE).outsideTransaction())
                .build();
    }

    private static Optional<Finding> buffers(DSLContext dsl, Queue queue, Query claim, Limits limits) {
        QueryPlan plan = Explain.on(dsl).analyze().timing(false).plan(claim);
        long read = plan.root().buffers().map(Buffers::shared).orElse(0L);
        long rows = Math.round(plan.root().actualRows().orElse(0));
        if (read <= limits.buffersPerRow() * Math.max(1, rows)) {
            return Optional.empty();
        }
        return Optional.of(Finding.of("batching.claim-buffers", Severity.WARNING)
                .subject(queue.name())
                .summary(
                        "A claim reads many blocks for each row that it gives: it steps over dead rows, or over pending ones"
                                + " that are not due or leased.")
                .evidence("buffers", read)
                .evidence("rows", rows)
                .evidence("limit-per-row", limits.buffersPerRow())
                .build());
    }
}
