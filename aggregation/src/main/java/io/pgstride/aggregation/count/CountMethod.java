package io.pgstride.aggregation.count;

/** How a number of rows came about. */
public enum CountMethod {
    /** All rows were counted, as one statement's snapshot saw them. */
    COUNTED,
    /** Rows were counted until there were more than the cap. */
    COUNTED_TO_CAP,
    /** The table's present pages, times the rows in a page as of the last ANALYZE or VACUUM; summed over partitions and tables that inherit. */
    PAGES,
    /** What the planner expects, as EXPLAIN tells it. */
    PLANNER
}
