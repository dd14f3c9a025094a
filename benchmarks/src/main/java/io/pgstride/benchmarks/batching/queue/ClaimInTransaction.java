package io.pgstride.benchmarks.batching.queue;

import io.pgstride.benchmarks.batching.queue.Handwritten.Round;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Jobs claimed, handled and deleted in one transaction. */
final class ClaimInTransaction implements Round {
    private final Connection connection;
    private final PreparedStatement claim;
    private final PreparedStatement claimFrom;
    private final PreparedStatement delete;

    ClaimInTransaction(Connection connection, int batch) throws SQLException {
        this.connection = connection;
        connection.setAutoCommit(false);
        claim = connection.prepareStatement(sql("", batch));
        claimFrom = connection.prepareStatement(sql("AND (run_at, id) >= (?, ?) ", batch));
        delete = connection.prepareStatement("DELETE FROM job WHERE id = ANY (?)");
    }

    private static String sql(String from, int batch) {
        return "SELECT " + Job.COLUMNS + " FROM job WHERE state = 0 AND run_at <= now() " + from
                + "ORDER BY run_at, id LIMIT " + batch + " FOR UPDATE SKIP LOCKED";
    }

    @Override
    public @Nullable Job run(@Nullable Job mark, Tally tally) throws SQLException {
        List<Job> jobs = claim(mark);
        if (!jobs.isEmpty()) {
            jobs.forEach(job -> tally.add(job.id()));
            Array ids = connection.createArrayOf("bigint", Job.ids(jobs));
            delete.setArray(1, ids);
            delete.executeUpdate();
        }
        connection.commit();
        return Job.last(jobs);
    }

    private List<Job> claim(@Nullable Job mark) throws SQLException {
        PreparedStatement statement = mark == null ? claim : claimFrom;
        if (mark != null) {
            statement.setObject(1, mark.runAt());
            statement.setLong(2, mark.id());
        }
        try (ResultSet rows = statement.executeQuery()) {
            return Job.all(rows);
        }
    }

    @Override
    public void close() throws SQLException {
        claim.close();
        claimFrom.close();
        delete.close();
        connection.setAutoCommit(true);
    }
}
