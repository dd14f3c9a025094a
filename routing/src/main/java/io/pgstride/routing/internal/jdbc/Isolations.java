package io.pgstride.routing.internal.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** The isolation levels that PostgreSQL knows. */
final class Isolations {
    private Isolations() {}

    static void require(int level) throws SQLException {
        switch (level) {
            case Connection.TRANSACTION_READ_UNCOMMITTED,
                    Connection.TRANSACTION_READ_COMMITTED,
                    Connection.TRANSACTION_REPEATABLE_READ,
                    Connection.TRANSACTION_SERIALIZABLE -> {
                // Known.
            }
            default ->
                throw new SQLException(
                        "isolation level " + level + " is none of PostgreSQL's; see java.sql.Connection", "22023");
        }
    }
}
