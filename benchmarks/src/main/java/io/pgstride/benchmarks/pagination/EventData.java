package io.pgstride.benchmarks.pagination;

import io.pgstride.benchmarks.server.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The rows: four events a second, recorded up to a minute late, so that neighbours in time share seconds and lie on several
 * heap pages; few heavy users. The same rows in every run.
 */
final class EventData {
    private static final String CREATE = """
            CREATE TABLE events (
              id bigint PRIMARY KEY,
              created_at timestamptz NOT NULL,
              user_id bigint NOT NULL,
              kind text NOT NULL,
              payload text NOT NULL)
            """;
    private static final String FILL = """
            INSERT INTO events
            SELECT n,
              timestamptz '2025-01-01 00:00:00+00' + (n / 4 - floor(60 * random() ^ 3)) * interval '1 second',
              1 + floor(20000 * random() ^ 4),
              (ARRAY['view', 'answer', 'click', 'login'])[1 + floor(4 * random() ^ 2)::int],
              md5(n::text)
            FROM generate_series(1, ?::bigint) n
            """;
    private static final String INDEX = "CREATE INDEX events_newest ON events (created_at DESC, id DESC)";
    private static final String DEEP = """
            SELECT id, created_at, user_id, kind, payload FROM events
            ORDER BY created_at DESC, id DESC OFFSET ? LIMIT 1
            """;

    private EventData() {}

    /** Creates table and index and leaves every page visible to all and frozen, so that no reader writes. */
    static void load(Database database, long rows) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                PreparedStatement fill = connection.prepareStatement(FILL)) {
            statement.execute(CREATE);
            statement.execute("SELECT setseed(0.42)");
            fill.setLong(1, rows);
            fill.execute();
            statement.execute(INDEX);
            statement.execute("VACUUM (FREEZE, ANALYZE) events");
        }
    }

    /** The place that {@code offset} rows precede, newest first. */
    static Place place(Database database, long offset) throws SQLException {
        try (Connection connection = database.connect();
                PreparedStatement deep = connection.prepareStatement(DEEP)) {
            deep.setLong(1, offset - 1);
            try (ResultSet row = deep.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalArgumentException("There are fewer than " + offset + " events");
                }
                return new Place(JdbcPages.event(row), offset);
            }
        }
    }
}
