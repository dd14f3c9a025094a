package io.pgstride.aggregation.internal.view;

import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** What a transaction did to a view, by the server's counters of it. */
record Measures(long inserted, long deleted, long bytes) {
    static final Measures NONE = new Measures(0, 0, 0);

    private static final String MEASURE = """
            select pg_stat_get_xact_tuples_inserted(v), pg_stat_get_xact_tuples_deleted(v), pg_total_relation_size(v)
              from (select {0}::regclass) x(v)
            """;

    static Measures of(DSLContext dsl, ViewId view) {
        Record row = dsl.fetchSingle(MEASURE, DSL.val(view.sql()));
        return new Measures(row.get(0, Long.class), row.get(1, Long.class), row.get(2, Long.class));
    }
}
