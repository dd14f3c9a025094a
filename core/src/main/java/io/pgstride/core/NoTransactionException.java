package io.pgstride.core;

/**
 * Something that belongs to a transaction was asked for where none is open, or where none can be seen because the
 * connection does not come from a wrapped DataSource. Nothing was registered and nothing was run.
 */
public final class NoTransactionException extends PgstrideException {
    private static final long serialVersionUID = 1L;

    /** Says why no transaction is seen and how to open one. */
    public NoTransactionException(String message) {
        super(message);
    }

    /** As above, with the driver's error. */
    public NoTransactionException(String message, Throwable cause) {
        super(message, cause);
    }
}
