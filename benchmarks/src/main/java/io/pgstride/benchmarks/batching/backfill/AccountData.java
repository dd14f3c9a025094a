package io.pgstride.benchmarks.batching.backfill;

import io.pgstride.benchmarks.run.Answer;
import io.pgstride.benchmarks.server.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The table that is changed: a column is to be filled from another one.
 *
 * @param rows with ids from 1
 */
record AccountData(Database database, int rows) {
    private static final String CREATE = """
            CREATE TABLE account (
              id bigint PRIMARY KEY,
              owner text NOT NULL,
              visits integer NOT NULL DEFAULT 0,
              owner_length integer)
            """;
    private static final String FILL = """
            INSERT INTO account (id, owner)
            SELECT n, 'owner ' || repeat(md5(n::text), 1 + n % 3) FROM generate_series(1, ?::integer) n
            """;

    /** Makes the table anew, as if no one had touched it. */
    void create() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS account");
            statement.execute(CREATE);
            try (PreparedStatement fill = connection.prepareStatement(FILL)) {
                fill.setInt(1, rows);
                fill.execute();
            }
            statement.execute("VACUUM ANALYZE account");
            statement.execute("CHECKPOINT");
        }
    }

    /** How many rows are filled, and a sum that depends on which has which value. */
    Answer answer() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet sums = statement.executeQuery(
                        "SELECT count(owner_length), coalesce(sum(id * owner_length), 0) FROM account")) {
            sums.next();
            return new Answer(List.of(sums.getLong(1), sums.getString(2)));
        }
    }
}
