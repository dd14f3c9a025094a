package io.pgstride.core;

/**
 * The connection broke while COMMIT was under way, so that the transaction may or may not have been committed. It is
 * never retried: only the application can tell, for instance by a key that the transaction would have written.
 */
public final class CommitOutcomeUnknownException extends PgstrideException {
    private static final long serialVersionUID = 1L;

    /**
     * Wraps the driver's error.
     *
     * @param cause what the driver threw at COMMIT
     */
    public CommitOutcomeUnknownException(Throwable cause) {
        super(
                "the connection broke while COMMIT was under way: the transaction may or may not be committed;"
                        + " look for what it would have written before you run it again",
                cause);
    }
}
