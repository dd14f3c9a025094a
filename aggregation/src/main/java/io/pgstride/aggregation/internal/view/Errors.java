package io.pgstride.aggregation.internal.view;

import io.pgstride.aggregation.view.RefreshRecord.Failure;
import io.pgstride.core.SqlFailure;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jooq.exception.DataAccessException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What the server's errors tell. */
final class Errors {
    /** Their messages hold values, or may: those that functions raise too. */
    private static final Set<String> TELLING = Set.of("22", "23", "P0");

    private static final String RAISED = "exec_stmt_raise";
    private static final String UNDEFINED_TABLE = "42P01";
    private static final Set<String> RELATION_IN_USE = Set.of("55P03", "40P01");

    private Errors() {}

    /** The first line of the server's message, where it cannot hold a value of a row. */
    static Failure failure(DataAccessException e) {
        Optional<SqlFailure> sql = first(e);
        String state = sql.map(SqlFailure::state).orElse("");
        String message = sql.filter(failure -> !failure.isOf(TELLING))
                .flatMap(Errors::message)
                .orElse("an error whose message is kept back, as it may hold values");
        return new Failure(state, message);
    }

    /** What PL/pgSQL raises may have any state; the server's routine tells it, which no language changes. */
    private static Optional<String> message(SqlFailure failure) {
        ServerErrorMessage error = failure.error() instanceof PSQLException e ? e.getServerErrorMessage() : null;
        if (error == null) {
            return failure.isOfConnection()
                    ? Optional.of("the connection was lost, or none could be had")
                    : Optional.empty();
        }
        return Optional.ofNullable(error.getMessage())
                .filter(text -> !RAISED.equals(error.getRoutine()))
                .flatMap(text -> text.lines().findFirst());
    }

    /** Whether the session is gone, and what it did with it. */
    static boolean isLost(DataAccessException e) {
        return SqlFailure.in(e).anyMatch(failure -> failure.isOfConnection() || failure.isOfShutdown());
    }

    /** Whether a lock was not had in time, or only at the price of a deadlock. */
    static boolean isInUse(DataAccessException e) {
        return first(e).filter(failure -> failure.isOf(RELATION_IN_USE)).isPresent();
    }

    static boolean hasState(DataAccessException e, String state) {
        return first(e).filter(failure -> failure.state().equals(state)).isPresent();
    }

    private static Optional<SqlFailure> first(DataAccessException e) {
        return SqlFailure.in(e).findFirst();
    }

    /** Runs a statement on the tables of the history, and says how to make them where they are missing. */
    static <T> T told(Supplier<T> statement) {
        try {
            return statement.get();
        } catch (DataAccessException e) {
            if (hasState(e, UNDEFINED_TABLE)) {
                throw new DataAccessException(
                        "the tables pgstride_view_refresh and pgstride_view_request are not there (" + UNDEFINED_TABLE
                                + "); create them by MaterializedViews.ddl() or from view-refresh.sql, or mend historySchema"
                                + " or the search path",
                        e);
            }
            throw e;
        }
    }
}
