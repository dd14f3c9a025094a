package io.pgstride.batching.internal;

import io.pgstride.core.SqlFailure;
import java.util.Optional;
import java.util.Set;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** The first line of what the server says of an error; without details, and of no error with a context, as of a trigger: those hold values. */
public final class ServerMessage {
    private static final Set<String> STATEMENT_IS_WRONG = Set.of("42");
    private static final String POLICY = "ExecWithCheckOptions";

    private ServerMessage() {}

    /** Empty if the error is not the server's, or not of the statement itself. */
    public static Optional<String> of(SqlFailure failure) {
        return Optional.of(failure.error())
                .filter(PSQLException.class::isInstance)
                .map(PSQLException.class::cast)
                .map(PSQLException::getServerErrorMessage)
                .filter(error -> error.getWhere() == null)
                .map(ServerErrorMessage::getMessage)
                .flatMap(message -> message.lines().findFirst());
    }

    /**
     * Whether the statement itself is refused, whatever its rows: by class 42, but neither within a trigger or function, nor by a policy that a row does not
     * fit (42501, as for a privilege; told by the server's routine, which no language changes).
     */
    public static boolean isOfStatement(SqlFailure failure) {
        ServerErrorMessage error = failure.error() instanceof PSQLException e ? e.getServerErrorMessage() : null;
        return failure.isOf(STATEMENT_IS_WRONG)
                && error != null
                && error.getWhere() == null
                && !POLICY.equals(error.getRoutine());
    }
}
