package io.pgstride.benchmarks.batching.queue;

import io.pgstride.benchmarks.run.Answer;
import io.pgstride.benchmarks.server.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * A queue in which some jobs cannot be done, spread evenly, as the table for their effects refuses them. Those end as dead letters, in state 2.
 *
 * @param jobs all of them
 * @param bad how many of them
 */
record PoisonData(Database database, JobData data, int jobs, int bad) {

    void create() throws SQLException {
        data.create();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS effect");
            statement.execute("CREATE TABLE effect (job_id bigint PRIMARY KEY, CHECK (job_id % " + jobs / bad + " <> "
                    + jobs / bad / 2 + "))");
        }
    }

    void fill() throws SQLException {
        data.fill(jobs);
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE effect");
        }
    }

    /** How many effects there are, of which jobs, and the same of dead letters and of jobs left. */
    Answer answer() throws SQLException {
        String sql = """
                SELECT (SELECT count(*) FROM effect), (SELECT sum(job_id) FROM effect),
                  count(*) FILTER (WHERE state = 2), sum(id) FILTER (WHERE state = 2), count(*) FILTER (WHERE state = 0)
                FROM job
                """;
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet sums = statement.executeQuery(sql)) {
            sums.next();
            return new Answer(
                    List.of(sums.getLong(1), sums.getLong(2), sums.getLong(3), sums.getLong(4), sums.getLong(5)));
        }
    }
}
