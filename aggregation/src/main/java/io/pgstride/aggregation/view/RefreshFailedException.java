package io.pgstride.aggregation.view;

import io.pgstride.core.PgstrideException;
import org.jspecify.annotations.Nullable;

/** The server failed a refresh or a replacement. The view shows what it showed before. The cause is the server's error where this process ran it. */
public final class RefreshFailedException extends PgstrideException {
    private static final long serialVersionUID = 1L;

    /** Quoted. */
    private final String view;

    /** Of the error. */
    private final String sqlState;

    /**
     * Tells what failed.
     *
     * @param view its name, quoted
     * @param failure the server's error
     * @param by who ran the refresh
     * @param cause the error, if it was met here
     */
    public RefreshFailedException(String view, RefreshRecord.Failure failure, String by, @Nullable Throwable cause) {
        super("materialized view " + view + " was not renewed by " + by + ": " + failure.message() + " (SQLSTATE "
                + failure.sqlState() + "); " + mend(failure.sqlState()));
        if (cause != null) {
            initCause(cause);
        }
        this.view = view;
        this.sqlState = failure.sqlState();
    }

    private static String mend(String sqlState) {
        return switch (sqlState) {
            case "55P03" ->
                "somebody uses it for longer than the lockTimeout: look for long transactions, or allow more";
            case "57014" ->
                "its query takes longer than the statementTimeout, or was cancelled: allow more, or speed it up";
            case "21000" -> "its query yields a row twice, which CONCURRENTLY refuses: make the rows distinct";
            case "23505" -> "its query yields a key of a unique index twice: mend the query or the index";
            case "42501" ->
                "its owner lacks a privilege that the query needs, or TEMP on the database for CONCURRENTLY: grant it";
            case "53100" -> "the server's disk is full: free space";
            default -> "the view shows what it showed before: mend the cause and refresh it again";
        };
    }

    /** {@return the view's name, quoted} */
    public String view() {
        return view;
    }

    /** {@return the SQLSTATE of the server's error; empty if it has none} */
    public String sqlState() {
        return sqlState;
    }
}
