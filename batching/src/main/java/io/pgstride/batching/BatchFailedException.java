package io.pgstride.batching;

import io.pgstride.core.PgstrideException;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows failed, and their claim has no columns to put them off or to give them up. The other rows of the batch are done; these are pending still.
 * The cause is the first row's failure.
 */
public final class BatchFailedException extends PgstrideException {
    private static final long serialVersionUID = 1L;

    /** Qualified. */
    private final String table;

    /** Of the rows that failed, each in the order of the key's columns. */
    private final ArrayList<List<String>> keys;

    /**
     * Carries which rows failed.
     *
     * @param table whose rows they are
     * @param keys of at least one row, each with a value for each column of the key, as PostgreSQL writes it
     * @param cause the first one's failure
     */
    public BatchFailedException(String table, List<List<String>> keys, Throwable cause) {
        super(
                keys.size() + " row(s) of " + table
                        + " failed and would be claimed again and again; mend them (keys() of this exception tells which),"
                        + " or give the claim dueAt(…) and attempts(…) to have them put off, or dead(…) to have them given up",
                cause);
        this.table = table;
        this.keys = new ArrayList<>(keys);
    }

    /** {@return whose rows they are} */
    public String table() {
        return table;
    }

    /** {@return how many rows failed} */
    public int rows() {
        return keys.size();
    }

    /** {@return their keys, each with a value for each column of the key, as PostgreSQL writes it; not in the message, as values may be secret} */
    public List<List<String>> keys() {
        return List.copyOf(keys);
    }
}
