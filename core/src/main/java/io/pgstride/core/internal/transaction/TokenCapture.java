package io.pgstride.core.internal.transaction;

import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.Lsn;
import io.pgstride.core.transaction.TransactionOutcome;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Commits and reads the log's position behind the commit in one round trip.
 *
 * <p>The insert position is read, since under {@code synchronous_commit = off} the written and flushed ones may trail
 * the commit. A standby has no insert position and refuses the function, after the commit; hence the CASE. No error may
 * come after COMMIT, or a committed transaction would look failed.
 */
final class TokenCapture {
    static final TransactionOutcome WITHOUT_TOKEN = new TransactionOutcome.Committed(Optional.empty());

    private static final String SQL = """
            SELECT pg_current_xact_id_if_assigned() IS NOT NULL;
            COMMIT;
            SELECT CASE WHEN NOT pg_is_in_recovery() THEN pg_current_wal_insert_lsn()::text END,
                   CASE WHEN NOT pg_is_in_recovery() THEN pg_walfile_name(pg_current_wal_insert_lsn()) END,
                   current_setting('wal_block_size')::int""";

    private TokenCapture() {}

    static TransactionOutcome commit(Connection connection, SqlAction commit) throws SQLException {
        if (!DriverState.open(connection)) {
            commit.run();
            return WITHOUT_TOKEN;
        }
        TransactionOutcome outcome;
        try (Statement statement = connection.createStatement()) {
            boolean wrote = first(statement, statement.execute(SQL)).getBoolean(1);
            statement.getMoreResults();
            outcome = wrote ? position(first(statement, statement.getMoreResults())) : WITHOUT_TOKEN;
        }
        // Nothing is open any more; this tells the driver and what lies between, and turns on autocommit where asked.
        commit.run();
        return outcome;
    }

    private static ResultSet first(Statement statement, boolean isRows) throws SQLException {
        ResultSet rows = isRows ? statement.getResultSet() : null;
        if (rows == null || !rows.next()) {
            throw new SQLException("unexpected answer to COMMIT", "08P01");
        }
        return rows;
    }

    private static TransactionOutcome position(ResultSet row) throws SQLException {
        String lsn = row.getString(1);
        String walFile = row.getString(2);
        if (lsn == null || walFile == null) {
            return WITHOUT_TOKEN;
        }
        int timeline = Integer.parseUnsignedInt(walFile.substring(0, 8), 16);
        Lsn position = Lsn.parse(lsn).beforePageHeader(row.getInt(3));
        return new TransactionOutcome.Committed(Optional.of(new ConsistencyToken(timeline, position)));
    }
}
