package io.pgstride.aggregation.internal.view;

import io.pgstride.aggregation.view.RefreshRefusedException;
import io.pgstride.aggregation.view.RefreshRefusedException.Reason;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;

/**
 * The view that is to be replaced.
 *
 * @param owner who is to own the new one
 * @param tablespace empty for the database's
 * @param accessMethod of its table
 * @param options as they stand within WITH (…); empty if it has none
 */
record Original(ViewId id, String owner, String tablespace, String accessMethod, String options) {
    private static final String READ = """
            select pg_get_userbyid(c.relowner), coalesce(t.spcname, ''), a.amname,
                   coalesce((select string_agg(quote_ident(split_part(o, '=', 1)) || ' = ' || quote_literal(substr(o, strpos(o, '=') + 1)), ', ')
                               from unnest(c.reloptions) o), ''),
                   pg_has_role(c.relowner, 'member')
              from pg_class c join pg_am a on a.oid = c.relam left join pg_tablespace t on t.oid = c.reltablespace
             where c.oid = {0}::regclass
            """;

    /** Other views, by their rules; functions and tables with columns of its row type; statistics objects, which DROP would take along. */
    private static final String DEPENDENTS = """
            select distinct case when d.classid = 'pg_rewrite'::regclass
                                 then (select pg_describe_object('pg_class'::regclass, r.ev_class, 0) from pg_rewrite r where r.oid = d.objid)
                                 else pg_describe_object(d.classid, d.objid, 0) end
              from pg_class c, pg_type t, pg_depend d
             where c.oid = {0}::regclass and t.oid = c.reltype
               and (d.deptype = 'n' or d.classid = 'pg_statistic_ext'::regclass)
               and (d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid
                    or d.refclassid = 'pg_type'::regclass and d.refobjid in (t.oid, t.typarray))
               and not (d.classid = 'pg_rewrite'::regclass and d.objid in (select oid from pg_rewrite where ev_class = c.oid))
             order by 1
            """;

    static Original read(DSLContext dsl, ViewId id) {
        Record row = dsl.fetchSingle(READ, DSL.val(id.sql()));
        if (!row.get(4, Boolean.class)) {
            throw new RefreshRefusedException(
                    Reason.NOT_PERMITTED,
                    id.sql(),
                    "is not this role's to replace; connect as its owner or a member of that role");
        }
        return new Original(
                id,
                row.get(0, String.class),
                row.get(1, String.class),
                row.get(2, String.class),
                row.get(3, String.class));
    }

    void requireNoDependents(DSLContext dsl) {
        List<String> dependents = dsl.fetch(DEPENDENTS, DSL.val(id.sql())).getValues(0, String.class);
        if (!dependents.isEmpty()) {
            throw new RefreshRefusedException(
                    Reason.HAS_DEPENDENTS,
                    id.sql(),
                    "is not replaced, as these depend on it: " + String.join(", ", dependents)
                            + "; drop them before, and create them again after");
        }
    }
}
