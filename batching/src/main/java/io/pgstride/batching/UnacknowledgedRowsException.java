package io.pgstride.batching;

import io.pgstride.core.PgstrideException;

/**
 * Rows were still pending after their handler had returned, so that they would be claimed again and again. Everything of their batch was rolled
 * back.
 */
public final class UnacknowledgedRowsException extends PgstrideException {
    private static final long serialVersionUID = 1L;

    /** Qualified. */
    private final String table;

    /** At least one. */
    private final int rows;

    /**
     * Carries how many rows are pending.
     *
     * @param table whose rows they are
     * @param rows how many
     */
    public UnacknowledgedRowsException(String table, int rows) {
        super(rows + " row(s) of " + table
                + " still satisfied the claim's condition when their batch was over; what done(…), dead(…) or the handler sets must make"
                + " the condition false, or deleteDone() delete the rows");
        this.table = table;
        this.rows = rows;
    }

    /** {@return whose rows they are} */
    public String table() {
        return table;
    }

    /** {@return how many rows are still pending} */
    public int rows() {
        return rows;
    }
}
