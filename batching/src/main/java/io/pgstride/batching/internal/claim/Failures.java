package io.pgstride.batching.internal.claim;

import io.pgstride.batching.InvalidClaimException;
import io.pgstride.batching.UnacknowledgedRowsException;
import io.pgstride.batching.UnknownRowException;
import io.pgstride.core.PgstrideException;
import io.pgstride.core.SqlFailure;
import java.util.Set;
import java.util.stream.Stream;
import org.jooq.exception.DataAccessException;

/** What a failure says: that somebody else is to blame, that a row is, or that the claim is wrong. */
final class Failures {
    private static final int LONGEST_TEXT = 2_000;

    /**
     * Transaction rollback, disk full, too many connections, system error. Of insufficient resources, no more: memory or room for temporary files can be what
     * one row asks for.
     */
    private static final Set<String> TRANSIENT = Set.of("40", "53100", "53300", "58");

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
        return SqlFailure.in(failure).anyMatch(e -> e.isOfConnection() || e.isOfShutdown() || e.isOf(TRANSIENT));
    }

    static boolean isRetryable(Throwable failure) {
        return SqlFailure.in(failure).anyMatch(SqlFailure::isRetryable);
    }

    static boolean isDeadlock(Throwable failure) {
        return !(failure instanceof PgstrideException) && SqlFailure.in(failure).anyMatch(SqlFailure::isDeadlock);
    }

    static boolean isTimeout(Throwable failure) {
        return SqlFailure.in(failure).anyMatch(SqlFailure::isTimeout);
    }

    /** On this thread, or what a handler made of one. */
    static boolean isInterrupt(Throwable failure) {
        return Thread.currentThread().isInterrupted()
                || Stream.iterate(failure, t -> t != null, Throwable::getCause)
                        .anyMatch(InterruptedException.class::isInstance);
    }

    /** Not to be mended by splitting the batch. */
    static boolean isOfClaim(Throwable failure) {
        return failure instanceof InvalidClaimException
                || failure instanceof UnacknowledgedRowsException
                || failure instanceof UnknownRowException;
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
}
