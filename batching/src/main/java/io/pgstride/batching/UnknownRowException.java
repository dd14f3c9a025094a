package io.pgstride.batching;

import io.pgstride.core.PgstrideException;

/**
 * A handler said what becomes of a row that its batch does not hold. A mistake of the program and of no row, so it ends the processor; the batch is
 * pending again.
 */
public final class UnknownRowException extends PgstrideException {
    private static final long serialVersionUID = 1L;

    /**
     * Names the table.
     *
     * @param table whose rows the batch holds, qualified
     */
    public UnknownRowException(String table) {
        super(
                "the batch of " + table
                        + " has no such row; name the very record that the batch holds, not one that was copied, read again or of another batch");
    }
}
