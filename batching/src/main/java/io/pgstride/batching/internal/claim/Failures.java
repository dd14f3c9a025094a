package io.pgstride.batching.internal.claim;

import io.pgstride.batching.InvalidClaimException;
import io.pgstride.batching.UnacknowledgedRowsException;
import io.pgstride.core.PgstrideException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import java.util.stream.Stream;
import org.jooq.exception.DataAccessException;

/**
 * What a failure says: that somebody else is to blame, that a row is, or that the claim is wrong.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL: Error codes</a>
 */
final class Failures {
    private static final int LONGEST_TEXT = 2_000;

    /** Connection exception, transaction rollback, insufficient resources, system error. */
    private static final Set<String> TRANSIENT = Set.of("08", "40", "53", "58");

    private static final Set<String> RETRYABLE = Set.of("40001", "40P01");

    /** Of a lock, and of a statement. */
    private static final Set<String> TIMEOUTS = Set.of("55P03", "57014");

    private Failures() {}

    /** What the handler threw, made unchecked on its way through a transaction. */
    static final class OfHandler extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OfHandler(Throwable cause) {
            super(cause);
        }
    }

    /** As it was thrown. */
    static Throwable cause(Throwable failure) {
        return failure instanceof OfHandler && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** No row is to blame: the same may succeed later. */
    static boolean isTransient(Throwable failure) {
        return sql(failure).anyMatch(Failures::passes);
    }

    private static boolean passes(SQLException e) {
        String state = e.getSQLState();
        return e instanceof SQLTransientConnectionException
                || e instanceof SQLNonTransientConnectionException
                || e instanceof SQLRecoverableException
                || (state != null
                        && state.length() == 5
                        && (TRANSIENT.contains(state.substring(0, 2)) || state.startsWith("57P0")));
    }

    static boolean isRetryable(Throwable failure) {
        return sql(failure).anyMatch(e -> RETRYABLE.contains(String.valueOf(e.getSQLState())));
    }

    static boolean isDeadlock(Throwable failure) {
        return !(failure instanceof PgstrideException) && sql(failure).anyMatch(e -> "40P01".equals(e.getSQLState()));
    }

    static boolean isTimeout(Throwable failure) {
        return sql(failure).anyMatch(e -> TIMEOUTS.contains(String.valueOf(e.getSQLState())));
    }

    /** On this thread, or what a handler made of one. */
    static boolean isInterrupt(Throwable failure) {
        return Thread.currentThread().isInterrupted()
                || causes(failure).anyMatch(InterruptedException.class::isInstance);
    }

    /** Not to be mended by splitting the batch. */
    static boolean isOfClaim(Throwable failure) {
        return failure instanceof InvalidClaimException || failure instanceof UnacknowledgedRowsException;
    }

    /** Fit to be thrown; what the handler threw becomes the cause. */
    static RuntimeException unchecked(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException unchecked
                ? unchecked
                : new DataAccessException("a batch was undone, as its handler failed", cause);
    }

    /** For people: type and message, without the statement that jOOQ adds. */
    static String text(Throwable failure) {
        Throwable told = cause(failure);
        if (told instanceof DataAccessException && told.getCause() != null) {
            told = told.getCause();
        }
        return cut(
                told.getMessage() == null
                        ? told.getClass().getName()
                        : told.getClass().getName() + ": " + told.getMessage());
    }

    /** What a text column takes: not too long, and no NUL, which PostgreSQL refuses. */
    static String cut(String text) {
        String clean = text.indexOf('\0') < 0 ? text : text.replace("\0", "");
        if (clean.length() <= LONGEST_TEXT) {
            return clean;
        }
        int end = Character.isHighSurrogate(clean.charAt(LONGEST_TEXT - 2)) ? LONGEST_TEXT - 2 : LONGEST_TEXT - 1;
        return clean.substring(0, end) + "…";
    }

    private static Stream<SQLException> sql(Throwable failure) {
        return causes(failure).filter(SQLException.class::isInstance).map(SQLException.class::cast);
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.<Throwable>iterate(failure, t -> t != null, Throwable::getCause);
    }
}
