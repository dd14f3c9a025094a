package io.pgstride.benchmarks.batching.queue;

import io.pgstride.benchmarks.server.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The queue of all subjects that bring no table of their own. A job that is done is deleted. */
final class JobData {
    private static final String CREATE = """
            CREATE TABLE job (
              id bigint PRIMARY KEY,
              run_at timestamptz NOT NULL,
              state smallint NOT NULL DEFAULT 0,
              attempts integer NOT NULL DEFAULT 0,
              locked_until timestamptz,
              token uuid,
              payload text NOT NULL) WITH (fillfactor = 80)
            """;
    private static final String FILL = """
            INSERT INTO job (id, run_at, payload)
            SELECT n, now() - interval '1 day' + n / 4 * interval '1 ms', md5(n::text) FROM generate_series(1, ?::integer) n
            """;

    private final Database database;

    JobData(Database database) {
        this.database = database;
    }

    /** Makes an empty queue in the place of the one before. */
    void create() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS job");
            statement.execute(CREATE);
            statement.execute("CREATE INDEX job_due ON job (run_at, id) WHERE state = 0");
        }
    }

    /** Replaces what is in the queue by the jobs 1 to {@code jobs}. */
    void fill(int jobs) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                PreparedStatement fill = connection.prepareStatement(FILL)) {
            statement.execute("TRUNCATE job");
            fill.setInt(1, jobs);
            fill.execute();
            statement.execute("VACUUM ANALYZE job");
        }
    }

    long left() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM job WHERE state = 0")) {
            count.next();
            return count.getLong(1);
        }
    }
}
