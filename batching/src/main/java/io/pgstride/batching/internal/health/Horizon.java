package io.pgstride.batching.internal.health;

import io.pgstride.batching.QueueHealth.Limits;
import io.pgstride.core.finding.Finding;
import io.pgstride.core.finding.Fix;
import io.pgstride.core.finding.LockLevel;
import io.pgstride.core.finding.Severity;
import java.time.Duration;
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
    private static final String DEAD = """
            select n_dead_tup, n_live_tup from pg_stat_all_tables where relid = {0}::regclass
            """;

    /** Only sessions of this database hold back what VACUUM may remove from its tables; slots and prepared ones of any do. */
    private static final String HOLDERS = """
            select 'session ' || pid as who, extract(epoch from now() - xact_start)::bigint as seconds,
                   age(backend_xmin)::bigint as xids, 'select pg_terminate_backend(' || pid || ')' as mend
            from pg_stat_activity
            where backend_xmin is not null and pid <> pg_backend_pid() and datname = current_database()
              and xact_start < now() - {0} * interval '1 second' and backend_type = 'client backend'
            union all
            select 'prepared transaction ' || gid, extract(epoch from now() - prepared)::bigint,
                   age(transaction)::bigint, 'rollback prepared ' || quote_literal(gid)
            from pg_prepared_xacts
            where database = current_database() and prepared < now() - {0} * interval '1 second'
            union all
            select 'replication slot ' || slot_name, null, age(xmin)::bigint, null
            from pg_replication_slots
            where xmin is not null and not active
            order by 3 desc
            limit 5
            """;

    private static final String MAY_SEE = "select pg_has_role('pg_read_all_stats', 'usage')";

    private Horizon() {}

    /** Looks at the statistics of the table, and at all that hold an old snapshot. */
    public static List<Finding> find(DSLContext dsl, Queue queue, Limits limits) {
        List<Finding> all = new ArrayList<>();
        for (Record table : dsl.fetch(DEAD, DSL.inline(queue.tableSql(dsl)))) {
            long dead = table.get(0, Long.class);
            long live = table.get(1, Long.class);
            if (dead > limits.deadTuples() && dead > live) {
                all.add(deadTuples(dsl, queue, dead, live));
            }
        }
        dsl.fetch(HOLDERS, DSL.val(limits.age().toSeconds())).forEach(holder -> all.add(held(queue, holder)));
        if (!dsl.fetchSingle(MAY_SEE).get(0, Boolean.class)) {
            all.add(unseen(queue));
        }
        return all;
    }

    private static Finding deadTuples(DSLContext dsl, Queue queue, long dead, long live) {
        return Finding.of("batching.dead-tuples", Severity.WARNING)
                .subject(queue.name())
                .summary(
                        "More than half of the rows are dead, and claims step over them: VACUUM comes too seldom, or is held back.")
                .evidence("dead", dead)
                .evidence("live", live)
                .fix(Fix.sql("VACUUM " + queue.tableSql(dsl))
                        .lock(LockLevel.SHARE_UPDATE_EXCLUSIVE)
                        .outsideTransaction())
                .build();
    }

    private static Finding held(Queue queue, Record holder) {
        Finding.Builder finding = Finding.of("batching.xmin-held", Severity.WARNING)
                .subject(queue.name())
                .summary(
                        "An old snapshot keeps VACUUM from removing rows that were processed since: end it, or make it shorter.")
                .evidence("holder", holder.get("who", String.class))
                .evidence("age-in-transactions", holder.get("xids", Long.class));
        Long seconds = holder.get("seconds", Long.class);
        if (seconds != null) {
            finding.evidence("age", Duration.ofSeconds(seconds));
        }
        String mend = holder.get("mend", String.class);
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
