package io.pgstride.batching.internal.run;

import io.pgstride.batching.internal.ServerMessage;
import io.pgstride.core.SqlFailure;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why the database fails, and the mend, for a log. Messages are told only of errors of class 42, which name what the statement names; others may
 * hold values.
 */
final class Reason {
    private static final Set<String> STATEMENT_IS_WRONG = Set.of("42");
    private static final String CONNECTIONS =
            "each worker needs a connection, the heartbeat of leased mode one more, wakeUpBy one more";

    private Reason() {}

    /** Of null, a batch that was undone with no error of the database. */
    static String of(@Nullable Throwable failure) {
        if (failure == null) {
            return "a batch was undone, as its handler was interrupted or all of its rows ran into timeouts";
        }
        return Failures.sql(failure)
                .map(Reason::of)
                .orElseGet(() -> "the database fails (" + failure.getClass().getSimpleName() + ")");
    }

    private static String of(SqlFailure failure) {
        String state = failure.state();
        if (state.isEmpty()) {
            return "the database fails (" + failure.error().getClass().getSimpleName()
                    + " without an SQLSTATE, as of a DataSource that is closed or has no connection left: "
                    + CONNECTIONS
                    + ")";
        }
        return failure.isOf(STATEMENT_IS_WRONG)
                ? "the database refuses a statement (" + state
                        + ServerMessage.of(failure).map(said -> ": " + said).orElse("") + "; " + mend(state) + ")"
                : "the database fails (" + state + ")";
    }

    private static String mend(String state) {
        return switch (state) {
            case "42P01" -> "create it, a job table by JobTable.ddl(), or mend the claim or the search path";
            case "42501" -> "grant it to the role of the DataSource";
            default -> "the claim names what is not there or does not fit: mend the claim or the table";
        };
    }
}
