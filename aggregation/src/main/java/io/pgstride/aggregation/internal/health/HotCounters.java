package io.pgstride.aggregation.internal.health;

import io.pgstride.aggregation.AggregateHealth.Limits;
import io.pgstride.aggregation.internal.counter.Installed;
import io.pgstride.core.Identifiers;
import io.pgstride.core.finding.Finding;
import io.pgstride.core.finding.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * Rows of counters' parents that sessions queue for.
 *
 * <p>Of those that wait for a row, the first holds the lock of its place ("tuple") and waits for the transaction that has the row; the others wait for that lock. All of them are one row of pg_locks each.
 */
public final class HotCounters {
    /** How often it is looked. */
    public static final int SAMPLES = 10;

    private static final String COUNTERS = """
            select obj_description(oid, 'pg_proc') from pg_proc where obj_description(oid, 'pg_proc') like 'pgstride counter %'
            """;

    private static final String WAITING = """
            select n.nspname, c.relname, l.page, l.tuple, count(*) as waiting
              from pg_sleep(0.05), pg_locks l join pg_class c on c.oid = l.relation join pg_namespace n on n.oid = c.relnamespace
             where l.locktype = 'tuple' and l.database = (select oid from pg_database where datname = current_database())
             group by 1, 2, 3, 4
            """;

    private record Row(String table, int page, int tuple) {}

    private HotCounters() {}

    /** One finding for each row. */
    public static List<Finding> find(DSLContext dsl, Limits limits) {
        Map<String, String> storages = storages(dsl);
        if (storages.isEmpty()) {
            return List.of();
        }
        Map<Row, Long> waited = new HashMap<>();
        for (int i = 0; i < SAMPLES; i++) {
            sample(dsl).forEach((row, waiting) -> waited.merge(row, waiting, Long::sum));
        }
        List<Finding> found = new ArrayList<>();
        waited.forEach((row, sum) -> {
            double waiting = sum / (double) SAMPLES;
            if (waiting >= limits.waiting() && storages.containsKey(row.table())) {
                found.add(finding(row, waiting, storages.get(row.table())));
            }
        });
        return found;
    }

    /** By the parent's table. */
    private static Map<String, String> storages(DSLContext dsl) {
        return dsl.fetch(COUNTERS).stream()
                .flatMap(row -> Installed.of(row.get(0, String.class)).stream())
                .collect(Collectors.toMap(Installed::parent, Installed::word, (one, other) -> one + ", " + other));
    }

    private static Map<Row, Long> sample(DSLContext dsl) {
        return dsl.fetch(WAITING)
                .intoMap(
                        row -> new Row(
                                Identifiers.quoted(DSL.quotedName(row.get(0, String.class), row.get(1, String.class))),
                                row.get(2, Integer.class),
                                row.get(3, Integer.class)),
                        row -> row.get(4, Long.class));
    }

    private static Finding finding(Row row, double waiting, String storages) {
        return Finding.of("aggregation.hot-counter", Severity.WARNING)
                .subject(row.table())
                .summary(
                        "Sessions wait for one row, of which counters are kept: keep them in slots or a ledger by convert(), or"
                                + " look for what else locks the row.")
                .evidence("ctid", "(" + row.page() + "," + row.tuple() + ")")
                .evidence("waiting", waiting)
                .evidence("storage", storages)
                .build();
    }
}
