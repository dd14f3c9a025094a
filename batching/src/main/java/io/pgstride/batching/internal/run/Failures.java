package io.pgstride.batching.internal.run;

import io.pgstride.core.CommitOutcomeUnknownException;
import io.pgstride.core.PgstrideException;
import io.pgstride.core.RetriesExhaustedException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a round's failure says about the next one.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL: Error codes</a>
 */
final class Failures {
    /** Connection exception, transaction rollback, insufficient resources, operator intervention, system error. */
    private static final Set<String> TRANSIENT_CLASSES = Set.of("08", "40", "53", "57", "58");

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private Failures() {}

    /** Whether the same round may succeed later, with nothing changed but the time. */
    static boolean isTransient(Throwable failure) {
        return sql(failure).filter(Failures::passes).isPresent();
    }

    /** Whether the database refused or failed, rather than this library or its configuration. */
    static boolean isOfDatabase(Throwable failure) {
        return sql(failure).isPresent();
    }

    /** The SQLSTATE, else the type. */
    static String code(Throwable failure) {
        return sql(failure)
                .map(SQLException::getSQLState)
                .orElseGet(() -> failure.getClass().getSimpleName());
    }

    /** For a log: what pgstride says itself; of others no message, as it may hold values. */
    static String text(Throwable failure) {
        return failure instanceof PgstrideException ? String.valueOf(failure.getMessage()) : code(failure);
    }

    private static boolean passes(SQLException e) {
        String state = e.getSQLState();
        boolean byState = state != null
                && (state.equals(LOCK_NOT_AVAILABLE)
                        || TRANSIENT_CLASSES.stream().anyMatch(state::startsWith));
        return byState || e instanceof SQLTransientException || e instanceof SQLRecoverableException;
    }

    /** What pgstride itself decided is for good, except that it gave up on the database. */
    private static Optional<SQLException> sql(Throwable failure) {
        return Stream.iterate(failure, t -> t != null && !isDecided(t), Throwable::getCause)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .findFirst();
    }

    private static boolean isDecided(Throwable failure) {
        return failure instanceof PgstrideException
                && !(failure instanceof RetriesExhaustedException)
                && !(failure instanceof CommitOutcomeUnknownException);
    }
}
