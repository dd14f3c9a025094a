package io.pgstride.batching.internal.job;

import io.pgstride.batching.internal.ServerMessage;
import io.pgstride.core.Identifiers;
import io.pgstride.core.SqlFailure;
import java.util.Optional;
import java.util.function.Supplier;
import org.jooq.Name;
import org.jooq.exception.DataAccessException;

/** Says how to create a job table that is not there, which jOOQ's message has no room for behind the statement. */
public final class MissingTable {
    private static final String UNDEFINED_TABLE = "42P01";

    private MissingTable() {}

    /** Runs a statement on the table. */
    public static <T> T told(Name table, Supplier<T> statement) {
        try {
            return statement.get();
        } catch (DataAccessException e) {
            throw missing(e).map(failure -> told(table, failure, e)).orElse(e);
        }
    }

    private static Optional<SqlFailure> missing(DataAccessException e) {
        return SqlFailure.in(e)
                .filter(failure -> failure.state().equals(UNDEFINED_TABLE))
                .findFirst();
    }

    /** With the server's words, as it may be a trigger that misses another table. */
    private static DataAccessException told(Name table, SqlFailure failure, DataAccessException e) {
        return new DataAccessException(
                "the job table " + Identifiers.quoted(table) + " cannot be used: "
                        + ServerMessage.of(failure).orElse("a relation does not exist") + " (" + UNDEFINED_TABLE
                        + "); create it by JobTable.ddl() or from job-table.sql, or mend its name or the search path",
                e);
    }
}
