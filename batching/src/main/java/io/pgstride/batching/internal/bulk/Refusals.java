package io.pgstride.batching.internal.bulk;

import io.pgstride.batching.bulk.BulkWriteException;
import io.pgstride.batching.bulk.BulkWriteException.Place;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Tells the server's errors in the caller's terms, after all was rolled back. */
final class Refusals<T> {
    private final Job<T> job;

    Refusals(Job<T> job) {
        this.job = job;
    }

    /** Of a table whose columns could not be read. */
    static DataAccessException ofTable(String table, SQLException error) {
        String mend = SqlStates.NO_TABLE.equals(error.getSQLState())
                ? ": there is no such table where the search path leads; create it, or name its schema"
                : "";
        return new DataAccessException("rows could not be written to " + table + mend, error);
    }

    /** Of an INSERT as a whole: without its SQL, where it is the policy that does not fit the table. */
    static DataAccessException ofStatement(Job<?> job, DataAccessException e) {
        SQLException error = FirstBadRow.sqlException(e);
        Conflict conflict = job.spec().conflict();
        return error == null || conflict == null || !SqlStates.isOfArbiter(error)
                ? e
                : new DataAccessException(withoutIndex(job, conflict), error);
    }

    private static String withoutIndex(Job<?> job, Conflict conflict) {
        List<Name> names =
                conflict.key().stream().map(Field::getUnqualifiedName).toList();
        String key = "(" + job.dsl().render(DSL.list(names)) + ")";
        String where = conflict.index() == null ? "" : " WHERE " + job.dsl().renderInlined(conflict.index());
        return "rows could not be written to " + job.table() + ": onConflict" + key
                + " needs a unique index on just these columns" + where + ", and there is none; name those of one"
                + (where.isEmpty() ? " (of a partial one also its predicate, by where(...))" : "")
                + ", or CREATE UNIQUE INDEX CONCURRENTLY ON " + job.table() + " " + key + where;
    }

    /** Of a row, or of something else, as which it passes through. */
    RuntimeException told(ServerRefusal refusal) {
        SQLException error = refusal.error();
        if (!SqlStates.isOfRow(error)) {
            return new DataAccessException("rows could not be written to " + job.table(), error);
        }
        ServerErrorMessage message = error instanceof PSQLException e ? e.getServerErrorMessage() : null;
        String constraint = message == null ? null : message.getConstraint();
        CopyContext context = context(refusal);
        String column = columns(message, context);
        long row = refusal.row() > 0 ? refusal.row() : context.row();
        Place place = new Place(job.table(), row, column, valueClass(column));
        return new BulkWriteException(
                text(place, error, message), place, constraint, error.getSQLState(), cause(error));
    }

    /** The row that the error itself names, or 0. */
    CopyContext context(ServerRefusal refusal) {
        ServerErrorMessage message = refusal.error() instanceof PSQLException e ? e.getServerErrorMessage() : null;
        String where = message == null ? null : message.getWhere();
        return CopyContext.of(where == null ? "" : where, refusal.relation(), refusal.columns());
    }

    private @Nullable String columns(@Nullable ServerErrorMessage message, CopyContext context) {
        if (!context.column().isEmpty()) {
            return job.columns().stream()
                    .filter(column -> context.column().equals(column.aliasName()))
                    .map(Column::name)
                    .findFirst()
                    .orElse(context.column());
        }
        if (message == null) {
            return null;
        }
        return message.getColumn() != null ? message.getColumn() : new ConstraintColumns(job.dsl()).of(message);
    }

    private @Nullable String valueClass(@Nullable String column) {
        return job.columns().stream()
                .filter(each -> each.name().equals(column))
                .map(each -> each.source().field().getType().getName())
                .findFirst()
                .orElse(null);
    }

    private String text(Place place, SQLException error, @Nullable ServerErrorMessage message) {
        String row = place.row() > 0 ? "row " + place.row() : "a row";
        String column = place.column() == null ? "" : ", column " + place.column();
        String constraint =
                message == null || message.getConstraint() == null ? "" : ", constraint " + message.getConstraint();
        return row + " for " + place.table() + column + constraint + ": PostgreSQL refused it with "
                + said(error, message);
    }

    private String said(SQLException error, @Nullable ServerErrorMessage message) {
        String state = Objects.requireNonNullElse(error.getSQLState(), "no SQLSTATE");
        if (job.spec().showValues()) {
            return state + ": " + error.getMessage();
        }
        return message != null && SqlStates.messageIsSafe(state)
                ? state + ": " + message.getMessage()
                : state + " (its message may hold values; showingValues() shows it)";
    }

    /** Where values are not to be shown, the driver's exception must not come along: its message has the server's detail. */
    private SQLException cause(SQLException error) {
        if (job.spec().showValues()) {
            return error;
        }
        SQLException cause =
                new SQLException("PostgreSQL refused a row with " + error.getSQLState(), error.getSQLState());
        cause.setStackTrace(error.getStackTrace());
        return cause;
    }
}
