package io.pgstride.benchmarks.batching.queue;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** What those by hand send for jobs, prepared on one connection. */
final class PoisonStatements implements AutoCloseable {
    private final Connection connection;
    private final PreparedStatement claim;
    private final PreparedStatement effect;
    private final PreparedStatement delete;
    private final PreparedStatement bury;

    PoisonStatements(Connection connection, int batch) throws SQLException {
        this.connection = connection;
        claim = connection.prepareStatement("SELECT " + Job.COLUMNS
                + " FROM job WHERE state = 0 AND run_at <= now() ORDER BY run_at, id LIMIT " + batch
                + " FOR UPDATE SKIP LOCKED");
        effect = connection.prepareStatement("INSERT INTO effect VALUES (?)");
        delete = connection.prepareStatement("DELETE FROM job WHERE id = ANY (?)");
        bury = connection.prepareStatement("UPDATE job SET state = 2, attempts = attempts + 1 WHERE id = ANY (?)");
    }

    List<Job> claim() throws SQLException {
        try (ResultSet rows = claim.executeQuery()) {
            return Job.all(rows);
        }
    }

    void effect(Job job) throws SQLException {
        effect.setLong(1, job.id());
        effect.executeUpdate();
    }

    void delete(List<Job> jobs) throws SQLException {
        run(delete, jobs);
    }

    void bury(List<Job> jobs) throws SQLException {
        run(bury, jobs);
    }

    private void run(PreparedStatement statement, List<Job> jobs) throws SQLException {
        Array ids = connection.createArrayOf("bigint", Job.ids(jobs));
        statement.setArray(1, ids);
        statement.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
        claim.close();
        effect.close();
        delete.close();
        bury.close();
    }
}
