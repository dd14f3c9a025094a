package io.pgstride.benchmarks.batching.backfill;

import javax.sql.DataSource;

/** How the column is filled. */
@FunctionalInterface
interface Way {
    /** Off the clock, before each run. */
    default void prepare(DataSource dataSource) {}

    /** On the clock, over a pool whose connections are open. */
    void run(DataSource dataSource) throws Exception;
}
