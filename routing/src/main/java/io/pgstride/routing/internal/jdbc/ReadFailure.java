package io.pgstride.routing.internal.jdbc;

import io.pgstride.core.SqlFailure;
import java.sql.SQLException;

/** What the failure of an autocommit read on one host means for another try. */
enum ReadFailure {
    /** Recovery cancelled it: vacuum cleanup, a lock, a dropped tablespace replayed; SQLSTATE 40001 or 40P01. */
    CONFLICT("recovery-conflict"),
    /** The host went away. */
    LOST("connection"),
    /** A standby refused to write. */
    WRITES("not-a-read"),
    /** Another host would not do better. */
    FINAL("");

    private final String reason;

    ReadFailure(String reason) {
        this.reason = reason;
    }

    static ReadFailure of(SQLException failure, boolean mayTurnToPrimary) {
        SqlFailure error = new SqlFailure(failure);
        if (error.isRetryable()) {
            return CONFLICT;
        }
        if (mayTurnToPrimary && error.state().equals("25006")) {
            return WRITES;
        }
        return error.state().startsWith("08") || error.isOfShutdown() ? LOST : FINAL;
    }

    String reason() {
        return reason;
    }
}
