package io.pgstride.batching.internal.bulk;

import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What a SQLSTATE tells. */
final class SqlStates {
    /** undefined_table. */
    static final String NO_TABLE = "42P01";

    private SqlStates() {}

    /** ON CONFLICT of the statement itself, not of one in a trigger, finds no unique index. */
    static boolean isOfArbiter(SQLException error) {
        ServerErrorMessage message = error instanceof PSQLException e ? e.getServerErrorMessage() : null;
        return "42P10".equals(error.getSQLState()) && (message == null || message.getWhere() == null);
    }

    /** A row is to blame: bad data, a constraint, a check option, or what a trigger raised. Not the load, the time or the schema. */
    static boolean isOfRow(SQLException error) {
        String state = error.getSQLState();
        return state != null
                && (state.startsWith("22")
                        || state.startsWith("23")
                        || state.startsWith("44")
                        || state.startsWith("P0"));
    }

    /** The message names objects only. Others of rows may hold values: {@code invalid input value for enum mood: "…"}. */
    static boolean messageIsSafe(String state) {
        return state.startsWith("23") || state.equals("22001");
    }
}
