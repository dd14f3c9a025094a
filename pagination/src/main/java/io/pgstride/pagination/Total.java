package io.pgstride.pagination;

/**
 * How much a number of rows may cost: what {@link PageQuery#count} is asked with. Immutable and thread-safe. Whoever needs no
 * number asks for none: pages know their neighbours without it.
 */
public sealed interface Total {
    /** Every row that matches is counted, {@code SELECT count(*) FROM events WHERE filter}. The cost grows with their number. */
    Total EXACT = new Exact();

    /**
     * What PostgreSQL's planner expects, {@code EXPLAIN SELECT 1 FROM events WHERE filter}, and no row is read. It follows the statistics of the last ANALYZE or autovacuum; for
     * filters on several columns that depend on each other, for expressions and for joins it can be far off, and it is never
     * below 1 for a table that may have rows.
     */
    Total ESTIMATED = new Estimated();

    /**
     * {@return a count that stops when it has seen more than so many rows: "10,000+"} The statement is
     * {@code SELECT count(*) FROM (SELECT 1 FROM events WHERE filter LIMIT 10001)}.
     *
     * @param rows the largest number that is told exactly
     * @throws IllegalArgumentException if it is below 1
     */
    static Total capped(int rows) {
        return new Capped(rows);
    }

    /** {@link Total#EXACT}. */
    record Exact() implements Total {}

    /** {@link Total#ESTIMATED}. */
    record Estimated() implements Total {}

    /**
     * {@link Total#capped}.
     *
     * @param rows the largest number that is told exactly
     */
    record Capped(int rows) implements Total {
        /**
         * Checks the cap.
         *
         * @param rows at least 1
         * @throws IllegalArgumentException if it is below 1
         */
        public Capped {
            if (rows < 1) {
                throw new IllegalArgumentException(
                        "a total capped at " + rows + " rows says nothing; cap it at 1 or more");
            }
        }
    }
}
