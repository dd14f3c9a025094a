package io.pgstride.benchmarks.batching.bulk;

import io.pgstride.benchmarks.run.Answer;
import io.pgstride.benchmarks.server.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The table that is written to. */
final class EventsData {
    static final String COLUMNS = "id, created_at, user_id, kind, score, payload";

    private static final String CREATE = """
            CREATE TABLE bulk_event (
              id bigint PRIMARY KEY,
              created_at timestamptz NOT NULL,
              user_id bigint NOT NULL,
              kind text NOT NULL,
              score double precision NOT NULL,
              payload text NOT NULL)
            """;

    private final Database database;

    EventsData(Database database) {
        this.database = database;
    }

    void create() throws SQLException {
        run("DROP TABLE IF EXISTS bulk_event", CREATE);
    }

    void empty() throws SQLException {
        run("TRUNCATE bulk_event");
    }

    /** Keeps the rows aside, to be what {@link #restore} brings. */
    void save() throws SQLException {
        run("DROP TABLE IF EXISTS bulk_saved", "CREATE TABLE bulk_saved AS SELECT * FROM bulk_event");
    }

    void restore() throws SQLException {
        run("TRUNCATE bulk_event", "INSERT INTO bulk_event SELECT * FROM bulk_saved", "VACUUM ANALYZE bulk_event");
    }

    /** How many rows there are, and a sum over all that is in them. */
    Answer answer() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet sums = statement.executeQuery(
                        "SELECT count(*), sum(hashtextextended(e::text, 0)) FROM bulk_event e")) {
            sums.next();
            return new Answer(List.of(sums.getLong(1), sums.getString(2)));
        }
    }

    private void run(String... statements) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
