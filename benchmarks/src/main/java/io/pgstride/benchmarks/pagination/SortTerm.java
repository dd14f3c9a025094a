package io.pgstride.benchmarks.pagination;

/** A column of an {@link Ordering} and its direction; NULLs come last. */
record SortTerm(Column column, boolean descending) {

    static SortTerm asc(Column column) {
        return new SortTerm(column, false);
    }

    static SortTerm desc(Column column) {
        return new SortTerm(column, true);
    }

    /** Its part of ORDER BY, and of the index. */
    String sql() {
        return column.sql() + (descending ? " DESC" : " ASC") + (column.nullable() ? " NULLS LAST" : "");
    }
}
