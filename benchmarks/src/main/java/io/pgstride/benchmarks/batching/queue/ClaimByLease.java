package io.pgstride.benchmarks.batching.queue;

import io.pgstride.benchmarks.batching.queue.Handwritten.Round;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Jobs leased by one statement, handled without a transaction, and deleted by another one if the lease still holds. */
final class ClaimByLease implements Round {
    private final Connection connection;
    private final PreparedStatement claim;
    private final PreparedStatement claimFrom;
    private final PreparedStatement delete;

    ClaimByLease(Connection connection, int batch) throws SQLException {
        this.connection = connection;
        claim = connection.prepareStatement(sql("", batch));
        claimFrom = connection.prepareStatement(sql("AND (run_at, id) >= (?, ?) ", batch));
        delete = connection.prepareStatement("DELETE FROM job WHERE id = ANY (?) AND token = ?");
    }

    private static String sql(String from, int batch) {
        return "WITH claimed AS MATERIALIZED (SELECT id FROM job WHERE state = 0 AND run_at <= now()"
                + " AND (locked_until IS NULL OR locked_until <= now()) " + from
                + "ORDER BY run_at, id LIMIT " + batch + " FOR UPDATE SKIP LOCKED)"
                + " UPDATE job SET locked_until = now() + interval '1 minute', token = ?, attempts = attempts + 1"
                + " FROM claimed WHERE job.id = claimed.id RETURNING " + Job.COLUMNS;
    }

    @Override
    public @Nullable Job run(@Nullable Job mark, Tally tally) throws SQLException {
        UUID token = UUID.randomUUID();
        List<Job> jobs = claim(mark, token);
        if (!jobs.isEmpty()) {
            jobs.forEach(job -> tally.add(job.id()));
            Array ids = connection.createArrayOf("bigint", Job.ids(jobs));
            delete.setArray(1, ids);
            delete.setObject(2, token);
            if (delete.executeUpdate() != jobs.size()) {
                throw new IllegalStateException("A lease was lost");
            }
        }
        return Job.last(jobs);
    }

    private List<Job> claim(@Nullable Job mark, UUID token) throws SQLException {
        PreparedStatement statement = mark == null ? claim : claimFrom;
        if (mark != null) {
            statement.setObject(1, mark.runAt());
            statement.setLong(2, mark.id());
        }
        statement.setObject(mark == null ? 1 : 3, token);
        try (ResultSet rows = statement.executeQuery()) {
            return Job.all(rows);
        }
    }

    @Override
    public void close() throws SQLException {
        claim.close();
        claimFrom.close();
        delete.close();
    }
}
