package io.pgstride.aggregation.internal.view;

import io.pgstride.aggregation.view.RefreshRefusedException;
import io.pgstride.aggregation.view.RefreshRefusedException.Reason;
import io.pgstride.core.Identifiers;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** What the server's catalog says of a view. */
final class Catalog {
    /**
     * The conditions on an index are those of {@code is_usable_unique_index} in PostgreSQL's matview.c. {@code MAINTAIN} is known from 17 on, and the name of a privilege that is not known is an
     * error, so that it stands in a CASE.
     */
    private static final String TARGET = """
            select n.nspname, c.relname, c.relkind::text, c.relispopulated,
                   exists (select from pg_index i where i.indrelid = c.oid and {1}),
                   pg_has_role(c.relowner, 'usage')
                       or case when current_setting('server_version_num')::int >= 170000
                               then has_table_privilege(c.oid, 'maintain') else false end,
                   array(select quote_ident(x.relname) || case
                                    when not i.indisvalid or not i.indisready or not i.indislive then ' is not valid'
                                    when i.indpred is not null then ' is partial'
                                    when not i.indimmediate then ' is deferrable'
                                    else ' is over an expression' end
                           from pg_index i join pg_class x on x.oid = i.indexrelid
                          where i.indrelid = c.oid and i.indisunique and not ({1}) order by 1)
              from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where c.oid = to_regclass({0})
            """;

    private static final String USABLE = """
            i.indisunique and i.indimmediate and i.indisvalid and i.indisready and i.indislive
            and i.indpred is null and i.indnatts > 0 and 0 < all (i.indkey::int2[])
            """;

    private Catalog() {}

    /** For indexes named i. */
    static String usableIndex() {
        return USABLE;
    }

    /** Found as the search path has it, if it has no schema. */
    static Target target(DSLContext dsl, Name view) {
        String quoted = Identifiers.quoted(view);
        Record row = dsl.fetchOne(TARGET, DSL.val(quoted), DSL.sql(USABLE));
        if (row == null) {
            throw new RefreshRefusedException(
                    Reason.NO_VIEW, quoted, "does not exist; create it, or mend the name or the search path");
        }
        ViewId id = new ViewId(row.get(0, String.class), row.get(1, String.class));
        if (!row.get(2, String.class).equals("m")) {
            throw new RefreshRefusedException(
                    Reason.NOT_MATERIALIZED, id.sql(), "is none but another relation; name a materialized view");
        }
        return new Target(
                id,
                row.get(3, Boolean.class),
                row.get(4, Boolean.class),
                row.get(5, Boolean.class),
                List.of(row.get(6, String[].class)));
    }

    /** A standby refuses all that is to come, with an error that names none of it. */
    static void requirePrimary(DSLContext dsl, Name view) {
        Record row = dsl.fetchSingle("select pg_is_in_recovery(), current_setting('transaction_read_only')::boolean");
        if (row.get(1, Boolean.class)) {
            throw new RefreshRefusedException(
                    Reason.READ_ONLY,
                    Identifiers.quoted(view),
                    row.get(0, Boolean.class)
                            ? "cannot be refreshed on a standby, which shows what the primary's has; refresh it on the primary"
                            : "cannot be refreshed in a read-only session; give a DataSource that writes");
        }
    }
}
