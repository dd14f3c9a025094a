package io.pgstride.aggregation.internal.health;

import io.pgstride.aggregation.AggregateHealth.Limits;
import io.pgstride.core.Identifiers;
import io.pgstride.core.finding.Finding;
import io.pgstride.core.finding.Severity;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Tables that are filled by writers and emptied by nobody, known by their comments. */
public final class Backlogs {
    private static final String SQL = """
            select n.nspname, c.relname, obj_description(c.oid, 'pg_class') like 'pgstride ledger%' as ledger,
                   pg_stat_get_live_tuples(c.oid) as rows, pg_total_relation_size(c.oid) as bytes
              from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where c.relkind = 'r' and pg_stat_get_live_tuples(c.oid) > {0}
               and (obj_description(c.oid, 'pg_class') like 'pgstride ledger of counter %'
                    or obj_description(c.oid, 'pg_class') like 'pgstride queue of summary %')
             order by 1, 2
            """;

    private Backlogs() {}

    /** By the server's statistics. */
    public static List<Finding> find(DSLContext dsl, Limits limits) {
        return dsl.fetch(SQL, DSL.val(limits.backlog())).map(row -> finding(row, limits));
    }

    private static Finding finding(Record row, Limits limits) {
        boolean ledger = row.get("ledger", Boolean.class);
        return Finding.of(ledger ? "aggregation.ledger-backlog" : "aggregation.summary-backlog", Severity.WARNING)
                .subject(Identifiers.quoted(
                        DSL.quotedName(row.get("nspname", String.class), row.get("relname", String.class))))
                .summary(
                        ledger
                                ? "Changes of a counter are not moved into its column, and who reads it adds them all up: call"
                                        + " rollUp() every few seconds."
                                : "Changes are not taken into a summary, which is as old as the oldest of them: call refresh()"
                                        + " every few seconds.")
                .evidence("rows", row.get("rows", Long.class))
                .evidence("bytes", row.get("bytes", Long.class))
                .evidence("limit", limits.backlog())
                .build();
    }
}
