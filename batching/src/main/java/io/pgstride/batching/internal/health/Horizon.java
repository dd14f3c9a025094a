package io.pgstride.batching.internal.health;

import io.pgstride.batching.QueueHealth.Limits;
import io.pgstride.batching.internal.XminHolder;
import io.pgstride.core.finding.Finding;
import io.pgstride.core.finding.Fix;
import io.pgstride.core.finding.LockLevel;
import io.pgstride.core.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;

/**
 * Rows that VACUUM is to remove, and who keeps it from that.
 *
 * @see <a href="https://www.postgresql.org/docs/current/routine-vacuuming.html">PostgreSQL: Routine vacuuming</a>
 */
public final class Horizon {
    /** A partitioned table has no rows of its own, and no statistics of them. */
    private static final String DEAD = """
            select coalesce(sum(n_dead_tup), 0)::bigint, coalesce(sum(n_live_tup), 0)::bigint
              from pg_stat_all_tables
             where relid = {0}::regclass or relid in (select relid from pg_partition_tree({0}::regclass))
            """;

    private static final String HELD =
            "VACUUM leaves those that died since what batching.xmin-held names began, so end that too.";

    private static final int MOST_HOLDERS = 5;

    private static final String MAY_SEE = "select pg_has_role('pg_read_all_stats', 'usage')";

    private Horizon() {}

    /** Looks at all that hold an old snapshot. */
    public static List<Finding> held(DSLContext dsl, Queue queue, Limits limits) {
        return XminHolder.all(dsl).stream()
                .filter(holder -> isOld(holder, limits))
                .limit(MOST_HOLDERS)
                .map(holder -> held(queue, holder, limits))
                .toList();
    }

    /** Looks at the statistics of the table, and whether all sessions can be seen. */
    public static List<Finding> find(DSLContext dsl, Queue queue, Limits limits, boolean held) {
        List<Finding> all = new ArrayList<>();
        Record rows = dsl.fetchSingle(DEAD, DSL.inline(queue.tableSql(dsl)));
        long dead = rows.get(0, Long.class);
        long live = rows.get(1, Long.class);
        if (dead > limits.deadTuples() && dead > live) {
            all.add(deadTuples(dsl, queue, dead, live, limits, held));
        }
        if (!dsl.fetchSingle(MAY_SEE).get(0, Boolean.class)) {
            all.add(unseen(queue));
        }
        return all;
    }

    private static Finding deadTuples(DSLContext dsl, Queue queue, long dead, long live, Limits limits, boolean held) {
        return Finding.of("batching.dead-tuples", Severity.WARNING)
                .subject(queue.name())
                .summary("More than half of the rows are dead, and claims step over them: "
                        + (held ? HELD : "VACUUM comes too seldom, or is held back."))
                .evidence("dead", dead)
                .evidence("live", live)
                .evidence("limit", limits.deadTuples())
                .fix(Fix.sql("VACUUM " + queue.tableSql(dsl))
                        .lock(LockLevel.SHARE_UPDATE_EXCLUSIVE)
                        .outsideTransaction())
                .build();
    }

    /** Where no time is known, each transaction since is taken to have left a dead row. */
    private static boolean isOld(XminHolder holder, Limits limits) {
        Double seconds = holder.seconds();
        return seconds == null
                ? !holder.hidden() && holder.transactions() > limits.deadTuples()
                : seconds * 1000 > limits.age().toMillis();
    }

    private static Finding held(Queue queue, XminHolder holder, Limits limits) {
        Finding.Builder finding = Finding.of("batching.xmin-held", Severity.WARNING)
                .subject(queue.name())
                .summary(
                        "An old snapshot or transaction keeps VACUUM from removing rows that were processed since: end it, or make it"
                                + " shorter.")
                .evidence("holder", holder.who());
        holder.session()
                .ifPresent(session -> finding.evidence("application", session.application())
                        .evidence("role", session.role())
                        .evidence("state", session.state()));
        finding.evidence("age-in-transactions", holder.transactions());
        if (holder.seconds() == null) {
            finding.evidence("limit", limits.deadTuples());
        } else {
            finding.evidence("age", holder.time()).evidence("limit", limits.age());
        }
        String mend = holder.mend();
        return mend == null ? finding.build() : finding.fix(Fix.sql(mend)).build();
    }

    private static Finding unseen(Queue queue) {
        return Finding.of("batching.xmin-unknown", Severity.UNKNOWN)
                .subject(queue.name())
                .summary(
                        "Whether another role's session holds an old snapshot cannot be seen without the role pg_read_all_stats.")
                .fix(Fix.sql("GRANT pg_read_all_stats TO CURRENT_USER"))
                .build();
    }
}
