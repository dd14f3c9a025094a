package io.pgstride.aggregation.internal.view;

import io.pgstride.core.Identifiers;
import java.util.List;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** What a view has besides its rows, for another one: indexes, comments, privileges, targets of statistics. */
final class Copies {
    /** The definition behind the name of the table, which pg_get_indexdef qualifies always; valid ones only. */
    private static final String INDEXES = """
            select x.relname, i.indisunique, i.indisclustered, coalesce(t.spcname, ''), obj_description(x.oid, 'pg_class'),
                   case when starts_with(d.def, p.prefix) then substr(d.def, length(p.prefix) + 1) end
              from pg_index i
              join pg_class x on x.oid = i.indexrelid
              join pg_class c on c.oid = i.indrelid
              join pg_namespace n on n.oid = c.relnamespace
              left join pg_tablespace t on t.oid = x.reltablespace
             cross join lateral (select pg_get_indexdef(x.oid)) d(def)
             cross join lateral (select 'CREATE ' || case when i.indisunique then 'UNIQUE ' else '' end || 'INDEX ' || quote_ident(x.relname)
                                        || ' ON ' || quote_ident(n.nspname) || '.' || quote_ident(c.relname) || ' USING ') p(prefix)
             where i.indrelid = {0}::regclass and i.indisvalid
             order by 1
            """;

    /** Statements quoted by the server: comments and targets of columns that both have; privileges, so that there are those of the old view and no others. */
    private static final String STATEMENTS = """
            with was as (select * from pg_class where oid = {0}::regclass),
                 made as (select * from pg_class where oid = {1}::regclass),
                 same as (select o.attnum, o.attname, o.attacl, o.attstattarget
                            from was join pg_attribute o on o.attrelid = was.oid and o.attnum > 0 and not o.attisdropped
                           where exists (select from made join pg_attribute a on a.attrelid = made.oid where a.attname = o.attname and a.attnum > 0)),
                 given as (select distinct x.grantee from made, was, aclexplode(coalesce(made.relacl, acldefault('r', made.relowner))) x
                            where was.relacl is not null or x.grantee <> made.relowner)
            select 1, format('COMMENT ON MATERIALIZED VIEW %s IS %L', {2}, obj_description(was.oid, 'pg_class'))
              from was where obj_description(was.oid, 'pg_class') is not null
            union all
            select 2, format('COMMENT ON COLUMN %s.%I IS %L', {2}, attname, col_description(was.oid, attnum))
              from was, same where col_description(was.oid, attnum) is not null
            union all
            select 3, format('ALTER MATERIALIZED VIEW %s ALTER COLUMN %I SET STATISTICS %s', {2}, attname, attstattarget)
              from same where attstattarget >= 0
            union all
            select 4, format('REVOKE ALL ON TABLE %s FROM %s', {2}, case grantee when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(grantee)) end)
              from given
            union all
            select 5, format('GRANT %s ON TABLE %s TO %s%s', privilege_type, {2},
                             case grantee when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(grantee)) end,
                             case when is_grantable then ' WITH GRANT OPTION' else '' end)
              from was, aclexplode(was.relacl)
            union all
            select 6, format('GRANT %s (%I) ON TABLE %s TO %s%s', privilege_type, attname, {2},
                             case grantee when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(grantee)) end,
                             case when is_grantable then ' WITH GRANT OPTION' else '' end)
              from same, aclexplode(same.attacl)
            order by 1, 2
            """;

    private static final String SUFFIX = "pgstride_new";

    private final RefreshStatement statement;
    private final ViewId from;
    private final ViewId to;

    Copies(RefreshStatement statement, ViewId from) {
        this.statement = statement;
        this.from = from;
        this.to = temporary(from.schema(), from.name());
    }

    /** What the new one is called before the old one is gone. */
    ViewId to() {
        return to;
    }

    private static ViewId temporary(String schema, String name) {
        return new ViewId(schema, Identifiers.derive(name, SUFFIX));
    }

    /** Returns the statements that give the indexes their names, once the old ones are gone. */
    List<String> make(DSLContext dsl) {
        List<String> renames = dsl.fetch(INDEXES, DSL.val(from.sql())).map(row -> index(dsl, row));
        dsl.fetch(STATEMENTS, DSL.val(from.sql()), DSL.val(to.sql()), DSL.inline(to.sql()))
                .getValues(1, String.class)
                .forEach(sql -> statement.run(dsl, sql));
        return renames;
    }

    private String index(DSLContext dsl, Record row) {
        String name = row.get(0, String.class);
        ViewId index = temporary(from.schema(), name);
        String quoted = Identifiers.quoted(DSL.quotedName(index.name()));
        dsl.fetch("select set_config('default_tablespace', {0}, true)", DSL.val(row.get(3, String.class)));
        statement.run(
                dsl,
                "CREATE " + (row.get(1, Boolean.class) ? "UNIQUE " : "") + "INDEX " + quoted + " ON " + to.sql()
                        + " USING " + Objects.requireNonNull(row.get(5, String.class), "definition of an index"));
        if (row.get(2, Boolean.class)) {
            statement.run(dsl, "ALTER MATERIALIZED VIEW " + to.sql() + " CLUSTER ON " + quoted);
        }
        String comment = row.get(4, String.class);
        if (comment != null) {
            statement.run(
                    dsl,
                    dsl.fetchSingle(
                                    "select format('COMMENT ON INDEX %s IS %L', {0}, {1})",
                                    DSL.inline(index.sql()), DSL.val(comment))
                            .get(0, String.class));
        }
        return "ALTER INDEX " + index.sql() + " RENAME TO " + Identifiers.quoted(DSL.quotedName(name));
    }
}
