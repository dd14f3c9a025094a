package io.pgstride.aggregation.internal.view;

import io.pgstride.aggregation.view.RefreshRefusedException;
import io.pgstride.aggregation.view.RefreshRefusedException.Reason;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** Which materialized views read which others, themselves or through plain views. */
final class Graph {
    /** A view's rule depends on what its query reads. UNION ends at a relation that was met before. */
    private static final String READS = """
            with recursive edge as (
                select distinct r.ev_class as reader, d.refobjid as source, c.relkind
                  from pg_rewrite r
                  join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid and d.refclassid = 'pg_class'::regclass
                  join pg_class c on c.oid = d.refobjid and c.relkind in ('v', 'm')
                 where d.refobjid <> r.ev_class
            ), reach as (
                select e.reader, e.source, e.relkind from edge e join pg_class c on c.oid = e.reader and c.relkind = 'm'
                union
                select reach.reader, e.source, e.relkind from reach join edge e on e.reader = reach.source where reach.relkind = 'v'
            )
            select rn.nspname, r.relname, sn.nspname, s.relname
              from reach
              join pg_class r on r.oid = reach.reader join pg_namespace rn on rn.oid = r.relnamespace
              join pg_class s on s.oid = reach.source join pg_namespace sn on sn.oid = s.relnamespace
             where reach.relkind = 'm'
            """;

    private static final String OF_SCHEMA = """
            select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where n.nspname = {0} and c.relkind = 'm'
            """;

    private Graph() {}

    static List<ViewId> ofSchema(DSLContext dsl, String schema) {
        return dsl.fetch(OF_SCHEMA, DSL.val(schema))
                .map(row -> new ViewId(row.get(0, String.class), row.get(1, String.class)));
    }

    /** What each of these reads of these, those first that are read; of those that may go in any order, by name. */
    static Map<ViewId, Set<ViewId>> ordered(DSLContext dsl, Collection<ViewId> chosen) {
        Map<ViewId, Set<ViewId>> sources = new TreeMap<>();
        chosen.forEach(view -> sources.put(view, new TreeSet<>()));
        dsl.fetch(READS).forEach(row -> {
            ViewId source = new ViewId(row.get(2, String.class), row.get(3, String.class));
            Set<ViewId> read = sources.get(new ViewId(row.get(0, String.class), row.get(1, String.class)));
            if (read != null && sources.containsKey(source)) {
                read.add(source);
            }
        });
        return sorted(sources);
    }

    private static Map<ViewId, Set<ViewId>> sorted(Map<ViewId, Set<ViewId>> sources) {
        Map<ViewId, Set<ViewId>> sorted = new LinkedHashMap<>();
        while (sorted.size() < sources.size()) {
            ViewId next = sources.keySet().stream()
                    .filter(view -> !sorted.containsKey(view) && sorted.keySet().containsAll(sources.get(view)))
                    .findFirst()
                    .orElseThrow(() -> circular(sources.keySet(), sorted.keySet()));
            sorted.put(next, sources.get(next));
        }
        return sorted;
    }

    /** CREATE OR REPLACE VIEW can make a plain view read the materialized view that reads it. */
    private static RefreshRefusedException circular(Set<ViewId> all, Set<ViewId> done) {
        Set<ViewId> left = new TreeSet<>(all);
        left.removeAll(done);
        return new RefreshRefusedException(
                Reason.CIRCULAR,
                left.iterator().next().sql(),
                "reads itself through plain views, or reads one that does, among "
                        + left.stream().map(ViewId::sql).collect(Collectors.joining(", "))
                        + "; refresh these one by one, or have the plain view read something else");
    }
}
