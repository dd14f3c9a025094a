package io.pgstride.core;

/** The root of what pgstride throws by itself; errors of the database pass through as jOOQ or JDBC report them. */
public class PgstrideException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * For a failure without a cause.
     *
     * @param message which object, what limit and what to do
     */
    public PgstrideException(String message) {
        super(message);
    }

    /**
     * For a failure that another one led to.
     *
     * @param message as above
     * @param cause the reason
     */
    public PgstrideException(String message, Throwable cause) {
        super(message, cause);
    }
}
