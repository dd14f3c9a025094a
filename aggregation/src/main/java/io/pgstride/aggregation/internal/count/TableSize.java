package io.pgstride.aggregation.internal.count;

import io.pgstride.aggregation.count.CountAnswer;
import io.pgstride.aggregation.count.CountMethod;
import io.pgstride.core.PgstrideException;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;

/**
 * How many rows a table has by the catalog, with all that inherits from it: each part as PostgreSQL's planner does it
 * (table_block_relation_estimate_size in tableam.c), without its rule that a new table has 10 pages.
 *
 * @param rows summed over the parts
 * @param empty no part has a page, hence no row
 * @param asQuery the catalog does not tell: views, foreign tables, row-level security
 * @param age of the statistics
 */
record TableSize(long rows, boolean empty, boolean asQuery, Age age) implements Estimate {
    /**
     * A part's present size counts, so that rows loaded after ANALYZE are in. Where there is no density yet, as many rows fit a page as its columns' widths let: 24 bytes are the
     * head of a page, 28 those of a row and its pointer. 10% and 50 rows are autovacuum's defaults. Many parts change while others rest: it is their sum that makes the whole stale.
     */
    private static final String SQL = """
            with recursive member(id) as (
                select to_regclass({0})::oid
                union
                select i.inhrelid from pg_inherits i join member on i.inhparent = member.id where not i.inhdetachpending
            ), part as (
                select c.oid, c.relkind, c.reltuples, c.relpages, n.nspname, c.relname,
                       quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name,
                       case when c.relkind in ('r', 'm')
                            then coalesce(pg_relation_size(c.oid), 0) / current_setting('block_size')::int else 0 end as pages,
                       greatest(pg_stat_get_last_analyze_time(c.oid), pg_stat_get_last_autoanalyze_time(c.oid)) as analyzed,
                       pg_stat_get_mod_since_analyze(c.oid) as changed, pg_stat_get_live_tuples(c.oid) as live
                  from member join pg_class c on c.oid = member.id join pg_namespace n on n.oid = c.relnamespace
            ), filled as (
                select *, case when reltuples >= 0 and relpages > 0 then reltuples::float8 / relpages
                               else greatest(1, (current_setting('block_size')::int - 24) / (
                                    select 28 + coalesce(sum(coalesce(s.avg_width, case when a.attlen > 0 then a.attlen else 32 end)), 0)::int
                                      from pg_attribute a left join pg_stats s
                                           on (s.schemaname, s.tablename, s.attname, s.inherited) = (p.nspname, p.relname, a.attname, false)
                                     where a.attrelid = p.oid and a.attnum > 0 and not a.attisdropped)) end as density
                  from part p where pages > 0
            )
            select root.name, root.relkind::text as kind, f.*, coalesce(f.pages, 0) = 0 as empty, pg_is_in_recovery() as standby,
                   row_security_active(root.oid) or exists (select from part where relkind = 'f') as as_query,
                   case when f.much then array[root.name] end as stale
              from part root, (
                  select sum(pages * density) as rows, sum(pages) as pages, min(analyzed) as analyzed,
                         array_agg(name order by name) filter (where reltuples < 0) as never,
                         array_agg(name order by name) filter (where reltuples >= 0 and analyzed is null) as undated,
                         sum(changed) > 50 + 0.1 * sum(live) as much
                    from filled) f
             where root.oid = to_regclass({0})
            """;

    /** By the name as a query has it. */
    static TableSize of(DSLContext dsl, String name) {
        Record row = dsl.fetchOne(SQL, DSL.val(name));
        if (row == null) {
            throw new PgstrideException("there is no table " + name
                    + " to count; create it, or mend the name, the mapping of schemas or the search path");
        }
        boolean asQuery = row.get("as_query", Boolean.class)
                || switch (row.get("kind", String.class)) {
                    case "r", "p", "m" -> false;
                    case "v", "f" -> true;
                    default ->
                        throw new PgstrideException(
                                row.get("name", String.class) + " cannot be counted, as it is no table or view but"
                                        + " an index, a sequence or a type; mend the name or the search path");
                };
        Double rows = row.get("rows", Double.class);
        return new TableSize(
                rows == null ? 0 : Math.round(rows), row.get("empty", Boolean.class), asQuery, Age.of(row));
    }

    @Override
    public CountAnswer answer() {
        return age.estimate(CountMethod.PAGES, rows);
    }
}
