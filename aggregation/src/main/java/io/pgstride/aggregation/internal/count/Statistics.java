package io.pgstride.aggregation.internal.count;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/** What the catalog says of the statistics of tables. */
final class Statistics {
    private static final String RELATIONS = """
            (select c.oid, c.relkind, n.nspname, c.relname, quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name
               from unnest({0}, {1}) r(schema, name)
               join pg_namespace n on n.nspname = r.schema join pg_class c on c.relnamespace = n.oid and c.relname = r.name)
            """;

    /** No dates, but rows in pg_statistic: the dates were lost, or are on the primary. The threshold is that of autovacuum's defaults. */
    private static final String AGE = """
            select array_agg(name order by name) filter (where never) as never,
                   array_agg(name order by name) filter (where analyzed is null and not never) as undated,
                   array_agg(name order by name) filter (where changed > 50 + 0.1 * live) as stale,
                   min(analyzed) as analyzed, pg_is_in_recovery() as standby
              from (select *, analyzed is null and not exists (
                                select from pg_stats s where s.schemaname = nspname and s.tablename = relname) as never
                      from (select *, greatest(pg_stat_get_last_analyze_time(oid), pg_stat_get_last_autoanalyze_time(oid)) as analyzed,
                                   pg_stat_get_mod_since_analyze(oid) as changed, pg_stat_get_live_tuples(oid) as live
                              from {0} r where relkind = 'f' or pg_relation_size(oid) > 0) dated) judged
            """;

    /** Those whose columns no extended statistics cover. What is declared, but not gathered, does not count; who does not own the table cannot see that. */
    private static final String UNCOVERED = """
            select r.nspname, r.relname from {0} r
             where not exists (
                select from pg_statistic_ext s
                 where s.stxrelid = r.oid and s.stxkind && array['f', 'm']::"char"[]
                   and (select count(*) from pg_attribute a where a.attrelid = r.oid
                           and quote_ident(a.attname) = any ({1}) and a.attnum = any (s.stxkeys::int2[])) = cardinality({1})
                   and not exists (
                        select from pg_stats_ext e
                         where (e.statistics_schemaname, e.statistics_name) = (s.stxnamespace::regnamespace::name, s.stxname)
                           and e.dependencies is null and e.most_common_vals is null))
            """;

    private static final String EXPRESSIONS = """
            select pg_get_indexdef(i.indexrelid, k, false) from {0} r
              join pg_index i on i.indrelid = r.oid join pg_class x on x.oid = i.indexrelid,
                   generate_series(1, i.indnkeyatts) k
             where i.indexprs is not null
               and exists (select from pg_stats s where s.schemaname = r.nspname and s.tablename = x.relname)
            union
            select unnest(pg_get_statisticsobjdef_expressions(s.oid)) from {0} r join pg_statistic_ext s on s.stxrelid = r.oid
             where not exists (
                    select from pg_stats_ext_exprs e
                     where (e.statistics_schemaname, e.statistics_name) = (s.stxnamespace::regnamespace::name, s.stxname)
                       and e.null_frac is null)
            """;

    private Statistics() {}

    static Age age(DSLContext dsl, Collection<Relation> relations) {
        return Age.of(dsl.fetchSingle(AGE, these(relations)));
    }

    static List<Relation> uncovered(DSLContext dsl, Collection<Relation> relations, Collection<String> columns) {
        return dsl.fetch(UNCOVERED, these(relations), texts(columns.stream()))
                .map(row -> new Relation(row.get(0, String.class), row.get(1, String.class)));
    }

    /** On which there are statistics, by an index or CREATE STATISTICS. */
    static List<String> expressions(DSLContext dsl, Collection<Relation> relations) {
        return dsl.fetch(EXPRESSIONS, these(relations)).map(row -> row.get(0, String.class));
    }

    private static QueryPart these(Collection<Relation> relations) {
        return DSL.sql(
                RELATIONS,
                texts(relations.stream().map(Relation::schema)),
                texts(relations.stream().map(Relation::name)));
    }

    private static Field<String[]> texts(Stream<String> texts) {
        return DSL.val(texts.toArray(String[]::new));
    }
}
