package io.pgstride.batching.internal.backfill;

import io.pgstride.core.CommitOutcomeUnknownException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a failure of a batch means for the next attempt. */
enum Fault {
    /** Others were in the way, or the batch was too large: a smaller one may pass. */
    CONTENTION,
    /** The server, or the way to it, is gone. */
    LOST,
    /** Nothing that another attempt would mend. */
    FINAL;

    /** Deadlock, serialization failure, lock timeout, statement timeout. */
    private static final Set<String> CONTENTIONS = Set.of("40P01", "40001", "55P03", "57014");

    /** Shut down, crashed, starting, sessions ended for idling, too many connections. */
    private static final Set<String> LOSSES = Set.of("57P01", "57P02", "57P03", "57P05", "25P03", "53300");

    static Fault of(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof CommitOutcomeUnknownException) {
                return LOST;
            }
            if (t instanceof SQLException e) {
                return of(e);
            }
        }
        return FINAL;
    }

    private static Fault of(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        if (CONTENTIONS.contains(state)) {
            return CONTENTION;
        }
        boolean lost = state.startsWith("08")
                || LOSSES.contains(state)
                || e instanceof SQLTransientConnectionException
                || e instanceof SQLNonTransientConnectionException
                || e instanceof SQLRecoverableException;
        return lost ? LOST : FINAL;
    }

    static @Nullable String sqlState(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLException e && e.getSQLState() != null) {
                return e.getSQLState();
            }
        }
        return null;
    }
}
