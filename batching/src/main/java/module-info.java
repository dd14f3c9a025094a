/** Rows processed, changed and loaded in batches. */
module io.pgstride.batching {
    requires static transitive org.jspecify;
    requires transitive io.pgstride.core;
    requires org.postgresql.jdbc;
    requires org.slf4j;

    exports io.pgstride.batching;
    exports io.pgstride.batching.backfill;
    exports io.pgstride.batching.bulk;
    exports io.pgstride.batching.job;

    provides io.pgstride.core.finding.FindingSource with
            io.pgstride.batching.QueueHealth;
}
