package io.pgstride.core.internal.transaction;

import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.Lsn;
import io.pgstride.core.transaction.TransactionHooks;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.QueryExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits and reads the log's position behind the commit in one round trip.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>The server's own word decides: once its answer "COMMIT" has come, the transaction is committed, whatever comes
 *       after (no right to read the position, a cancel, a connection that breaks). Such an error costs the token only.
 *   <li>The insert position is read, since under {@code synchronous_commit = off} the written and flushed ones may trail
 *       the commit. A standby has no insert position and refuses the function; hence the CASE.
 *   <li>The statements go as one message of the simple protocol, past what wraps the driver's connection.
 * </ul>
 */
final class TokenCapture {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionHooks.class);
    private static final int FLAGS = QueryExecutor.QUERY_EXECUTE_AS_SIMPLE
            | QueryExecutor.QUERY_ONESHOT
            | QueryExecutor.QUERY_NO_BINARY_TRANSFER;

    private static final String SQL = """
            SELECT pg_current_xact_id_if_assigned() IS NOT NULL;
            COMMIT;
            SELECT CASE WHEN NOT pg_is_in_recovery() THEN pg_current_wal_insert_lsn()::text END,
                   CASE WHEN NOT pg_is_in_recovery() THEN pg_walfile_name(pg_current_wal_insert_lsn()) END,
                   current_setting('wal_block_size')""";

    private TokenCapture() {}

    /** Whether there can be a token: some statement has run on a connection of the driver that may write. */
    static boolean serves(Connection connection) throws SQLException {
        return DriverState.open(connection) && !connection.isReadOnly();
    }

    /** Commits, or throws where the server has not said that it did. */
    static Optional<ConsistencyToken> commit(Connection connection) throws SQLException {
        QueryExecutor executor = connection.unwrap(BaseConnection.class).getQueryExecutor();
        CommitAnswer answer = new CommitAnswer();
        try {
            executor.execute(executor.createSimpleQuery(SQL), null, answer, 0, 0, FLAGS);
        } catch (SQLException | RuntimeException e) {
            if (!answer.committed()) {
                throw e;
            }
            LOG.debug("TransactionHooks: committed, but the log's position could not be read", e);
        }
        if (!answer.committed()) {
            throw new SQLException("the server answered COMMIT with ROLLBACK", "25P02");
        }
        return answer.wrote() ? token(answer) : Optional.empty();
    }

    private static Optional<ConsistencyToken> token(CommitAnswer answer) {
        try {
            return answer.position().map(row -> {
                int timeline = Integer.parseInt(row.get(1).substring(0, 8), 16);
                Lsn lsn = Lsn.parse(row.get(0)).beforePageHeader(Integer.parseInt(row.get(2)));
                return new ConsistencyToken(timeline, lsn);
            });
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            LOG.debug("TransactionHooks: committed, but the log's position could not be understood", e);
            return Optional.empty();
        }
    }
}
