package io.pgstride.batching.internal.bulk;

import java.sql.SQLException;

/** What a SQLSTATE tells. */
final class SqlStates {
    private SqlStates() {}

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
