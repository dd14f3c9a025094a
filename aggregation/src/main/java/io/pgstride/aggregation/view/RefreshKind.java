package io.pgstride.aggregation.view;

/** How the rows of a view were made. */
public enum RefreshKind {
    /** By {@code REFRESH MATERIALIZED VIEW}. */
    PLAIN,

    /** By {@code REFRESH MATERIALIZED VIEW CONCURRENTLY}. */
    CONCURRENT,

    /** By {@link MaterializedViews#replace}. */
    REPLACEMENT
}
