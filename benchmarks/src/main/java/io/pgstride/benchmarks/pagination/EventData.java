package io.pgstride.benchmarks.pagination;

import io.pgstride.benchmarks.server.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The rows: four events a second, recorded up to a minute late, so that neighbours in time share seconds and lie on several
 * heap pages; few heavy users; five kinds of unequal number; a tenth not ended. The same rows in every run.
 */
final class EventData {
    private static final String CREATE = """
            CREATE TABLE events (
              id bigint PRIMARY KEY,
              created_at timestamptz NOT NULL,
              user_id bigint NOT NULL,
              kind text NOT NULL,
              ended_at timestamptz,
              payload text NOT NULL)
            """;
    private static final String FILL = """
            INSERT INTO events
            SELECT id, created_at, user_id, kind,
              CASE WHEN random() < 0.9 THEN created_at + floor(600 * random() ^ 3) * interval '1 second' END,
              payload
            FROM (
              SELECT n AS id,
                timestamptz '2025-01-01 00:00:00+00' + (n / 4 - floor(60 * random() ^ 3)) * interval '1 second' AS created_at,
                1 + floor(20000 * random() ^ 4) AS user_id,
                (ARRAY['view', 'answer', 'click', 'login', 'share'])[1 + floor(5 * random() ^ 2)::int] AS kind,
                md5(n::text) AS payload
              FROM generate_series(1, ?::bigint) n) event
            """;

    private EventData() {}

    /** Creates the table and leaves every page visible to all and frozen, so that no reader writes. */
    static void load(Database database, long rows) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                PreparedStatement fill = connection.prepareStatement(FILL)) {
            statement.execute(CREATE);
            statement.execute("SELECT setseed(0.42)");
            fill.setLong(1, rows);
            fill.execute();
            statement.execute("VACUUM (FREEZE, ANALYZE) events");
        }
    }

    /** Puts the ordering's index in the place of the one before. */
    static void index(Database database, Ordering ordering) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP INDEX IF EXISTS events_page");
            statement.execute("CREATE INDEX events_page ON events (" + ordering.sql() + ")");
        }
    }

    /** The place that {@code offset} rows precede; at least one. */
    static Place place(Database database, Ordering ordering, long offset) throws SQLException {
        String sql = JdbcPages.SELECT + " ORDER BY " + ordering.sql() + " OFFSET ? LIMIT 1";
        try (Connection connection = database.connect();
                PreparedStatement deep = connection.prepareStatement(sql)) {
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
