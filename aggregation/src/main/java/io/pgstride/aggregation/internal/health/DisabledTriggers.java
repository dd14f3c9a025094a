package io.pgstride.aggregation.internal.health;

import io.pgstride.aggregation.AggregateHealth.Limits;
import io.pgstride.core.Identifiers;
import io.pgstride.core.finding.Finding;
import io.pgstride.core.finding.Fix;
import io.pgstride.core.finding.LockLevel;
import io.pgstride.core.finding.Severity;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Triggers are known by what they call the rows that a statement has changed. */
public final class DisabledTriggers {
    private static final String SQL = """
            select n.nspname, c.relname, array_agg(t.tgname order by t.tgname) as triggers
              from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
             where t.tgenabled in ('D', 'R') and (t.tgoldtable = 'pgstride_old' or t.tgnewtable = 'pgstride_new')
             group by 1, 2 order by 1, 2
            """;

    private DisabledTriggers() {}

    /** One finding for each table. */
    public static List<Finding> find(DSLContext dsl, Limits limits) {
        return dsl.fetch(SQL).map(DisabledTriggers::finding);
    }

    private static Finding finding(Record row) {
        String table =
                Identifiers.quoted(DSL.quotedName(row.get("nspname", String.class), row.get("relname", String.class)));
        String[] triggers = row.get("triggers", String[].class);
        String[] enable = new String[triggers.length];
        for (int i = 0; i < triggers.length; i++) {
            enable[i] = "ALTER TABLE " + table + " ENABLE TRIGGER " + Identifiers.quoted(DSL.quotedName(triggers[i]));
        }
        return Finding.of("aggregation.disabled-trigger", Severity.CRITICAL)
                .subject(table)
                .summary(
                        "Triggers that keep aggregates are disabled, so what is written is not in them: enable the triggers,"
                                + " then call repair() of the aggregates.")
                .evidence("triggers", String.join(", ", triggers))
                .fix(Fix.sql(enable).lock(LockLevel.SHARE_ROW_EXCLUSIVE))
                .build();
    }
}
