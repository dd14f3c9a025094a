package io.pgstride.core;

/** The root of what pgstride throws by itself; errors of the database pass through as jOOQ or JDBC report them. */
public class PgstrideException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says which object, what limit and what to do. */
    public PgstrideException(String message) {
        super(message);
    }

    /** As above, with the reason. */
    public PgstrideException(String message, Throwable cause) {
        super(message, cause);
    }
}
