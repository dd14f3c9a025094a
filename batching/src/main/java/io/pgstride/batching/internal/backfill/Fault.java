package io.pgstride.batching.internal.backfill;

import io.pgstride.core.CommitOutcomeUnknownException;
import io.pgstride.core.SqlFailure;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a failure of a batch means for the next attempt. */
enum Fault {
    /** Others were in the way, or the batch was too large: a smaller one may pass. */
    CONTENTION,
    /** The server, or the way to it, is gone. */
    LOST,
    /** Nothing that another attempt would mend. */
    FINAL;

    /** Shut down, crashed, starting, sessions ended for idling, too many connections. */
    private static final Set<String> LOSSES = Set.of("57P01", "57P02", "57P03", "57P05", "25P03", "53300");

    static Fault of(Throwable failure) {
        return SqlFailure.in(failure, CommitOutcomeUnknownException.class::isInstance)
                .findFirst()
                .map(Fault::of)
                .orElseGet(() -> isOfCommit(failure) ? LOST : FINAL);
    }

    private static Fault of(SqlFailure e) {
        if (e.isRetryable() || e.isTimeout()) {
            return CONTENTION;
        }
        return e.isOfConnection() || e.isOf(LOSSES) ? LOST : FINAL;
    }

    private static boolean isOfCommit(Throwable failure) {
        return Stream.iterate(failure, t -> t != null, Throwable::getCause)
                .anyMatch(CommitOutcomeUnknownException.class::isInstance);
    }

    static @Nullable String sqlState(Throwable failure) {
        return SqlFailure.in(failure)
                .map(SqlFailure::state)
                .filter(state -> !state.isEmpty())
                .findFirst()
                .orElse(null);
    }
}
