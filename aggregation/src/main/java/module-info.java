/** Counts, counters, derived columns, summary tables and materialized views. */
module io.pgstride.aggregation {
    requires static transitive org.jspecify;
    requires transitive io.pgstride.core;
    requires org.postgresql.jdbc;
    requires org.slf4j;

    exports io.pgstride.aggregation;
    exports io.pgstride.aggregation.count;
    exports io.pgstride.aggregation.counter;
    exports io.pgstride.aggregation.derived;
    exports io.pgstride.aggregation.summary;
    exports io.pgstride.aggregation.view;

    provides io.pgstride.core.finding.FindingSource with
            io.pgstride.aggregation.AggregateHealth,
            io.pgstride.aggregation.view.StaleViews;
}
