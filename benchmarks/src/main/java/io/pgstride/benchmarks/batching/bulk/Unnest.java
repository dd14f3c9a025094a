package io.pgstride.benchmarks.batching.bulk;

import io.pgstride.benchmarks.batching.bulk.BulkSubject.Way;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/** A thousand rows at a time as one array for each column. */
record Unnest(Conflicts conflicts) implements Way {
    private static final int ROWS = 1000;

    @Override
    public void write(Connection connection, List<Event> events) throws SQLException {
        String sql = "INSERT INTO bulk_event (" + EventsData.COLUMNS + ") SELECT * FROM unnest("
                + "?::bigint[], ?::timestamptz[], ?::bigint[], ?::text[], ?::float8[], ?::text[])" + conflicts.sql();
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (int from = 0; from < events.size(); from += ROWS) {
                List<Event> some = events.subList(from, Math.min(events.size(), from + ROWS));
                set(insert, 1, "bigint", some, Event::id);
                set(insert, 2, "timestamptz", some, Event::createdAt);
                set(insert, 3, "bigint", some, Event::userId);
                set(insert, 4, "text", some, Event::kind);
                set(insert, 5, "float8", some, Event::score);
                set(insert, 6, "text", some, Event::payload);
                insert.executeUpdate();
            }
        }
    }

    private static void set(
            PreparedStatement insert, int at, String type, List<Event> events, Function<Event, Object> value)
            throws SQLException {
        Object[] values = events.stream().map(value).toArray();
        insert.setArray(at, insert.getConnection().createArrayOf(type, values));
    }
}
