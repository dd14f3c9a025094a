package io.pgstride.batching;

import io.pgstride.core.PgstrideException;

/**
 * Rows failed, and their claim has no columns to put them off or to give them up. The other rows of the batch are done; these are pending still.
 * The cause is the first row's failure.
 */
public final class BatchFailedException extends PgstrideException {
    private static final long serialVersionUID = 1L;

    /** Qualified. */
    private final String table;

    /** At least one. */
    private final int rows;

    /**
     * Carries how many rows failed.
     *
     * @param table whose rows they are
     * @param rows how many
     * @param cause the first one's failure
     */
    public BatchFailedException(String table, int rows, Throwable cause) {
        super(
                rows + " row(s) of " + table
                        + " failed and would be claimed again and again; mend them, or give the claim dueAt(…)"
                        + " and attempts(…) to have them put off, or dead(…) to have them given up",
                cause);
        this.table = table;
        this.rows = rows;
    }

    /** {@return whose rows they are} */
    public String table() {
        return table;
    }

    /** {@return how many rows failed} */
    public int rows() {
        return rows;
    }
}
