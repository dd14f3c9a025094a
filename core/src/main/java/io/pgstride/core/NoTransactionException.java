package io.pgstride.core;

/**
 * Something that belongs to a transaction was asked for where none is open, or where none can be seen because the
 * connection does not come from a wrapped DataSource. Nothing was registered and nothing was run.
 */
public final class NoTransactionException extends PgstrideException {
    private static final long serialVersionUID = 1L;

    /**
     * For where no transaction is seen.
     *
     * @param message why none is seen, and how to open one
     */
    public NoTransactionException(String message) {
        super(message);
    }

    /**
     * As above, with the driver's error.
     *
     * @param message why none is seen, and how to open one
     * @param cause what the driver threw
     */
    public NoTransactionException(String message, Throwable cause) {
        super(message, cause);
    }
}
