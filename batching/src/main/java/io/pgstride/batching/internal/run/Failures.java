package io.pgstride.batching.internal.run;

import io.pgstride.batching.InvalidClaimException;
import io.pgstride.core.CommitOutcomeUnknownException;
import io.pgstride.core.PgstrideException;
import io.pgstride.core.RetriesExhaustedException;
import io.pgstride.core.SqlFailure;
import java.sql.SQLTransientException;
import java.util.Optional;
import java.util.Set;
import org.jooq.exception.DataAccessException;

/** What a round's failure says about the next one. */
final class Failures {
    /** Transaction rollback, insufficient resources, lock not available, operator intervention, system error. */
    private static final Set<String> TRANSIENT = Set.of("40", "53", "55P03", "57", "58");

    private Failures() {}

    /** Whether the same round may succeed later, with nothing changed but the time. */
    static boolean isTransient(Throwable failure) {
        return sql(failure).filter(Failures::passes).isPresent();
    }

    /** Whether the database refused or failed, rather than this library or its configuration. */
    static boolean isOfDatabase(Throwable failure) {
        return sql(failure).isPresent();
    }

    /** The claim names what the table does not have, which a migration may be about to make. */
    private static boolean isOfTable(Throwable failure) {
        return failure instanceof InvalidClaimException
                && failure.getCause() instanceof DataAccessException e
                && e.sqlState().startsWith("42");
    }

    /** The SQLSTATE, else the type. */
    static String code(Throwable failure) {
        return sql(failure)
                .map(SqlFailure::state)
                .filter(state -> !state.isEmpty())
                .orElseGet(() -> failure.getClass().getSimpleName());
    }

    /** For a log: what pgstride says itself; of others no message, as it may hold values. */
    static String text(Throwable failure) {
        return failure instanceof PgstrideException ? String.valueOf(failure.getMessage()) : code(failure);
    }

    private static boolean passes(SqlFailure e) {
        return e.isOfConnection() || e.isOf(TRANSIENT) || e.error() instanceof SQLTransientException;
    }

    /** What pgstride itself decided is for good, except that it gave up on the database. */
    static Optional<SqlFailure> sql(Throwable failure) {
        return SqlFailure.in(failure, Failures::isDecided).findFirst();
    }

    private static boolean isDecided(Throwable failure) {
        return failure instanceof PgstrideException
                && !(failure instanceof RetriesExhaustedException)
                && !(failure instanceof CommitOutcomeUnknownException)
                && !isOfTable(failure);
    }
}
