package io.pgstride.benchmarks.batching.bulk;

import io.pgstride.benchmarks.batching.bulk.BulkSubject.Way;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** {@code addBatch} for each row, {@code executeBatch} for each thousand; the connection's settings say whether the driver rewrites them. */
record JdbcBatch(Conflicts conflicts) implements Way {
    private static final int ROWS = 1000;

    @Override
    public void write(Connection connection, List<Event> events) throws SQLException {
        String sql = "INSERT INTO bulk_event (" + EventsData.COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?)" + conflicts.sql();
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            int waiting = 0;
            for (Event event : events) {
                add(insert, event);
                if (++waiting == ROWS) {
                    insert.executeBatch();
                    waiting = 0;
                }
            }
            insert.executeBatch();
        }
    }

    private static void add(PreparedStatement insert, Event event) throws SQLException {
        insert.setLong(1, event.id());
        insert.setObject(2, event.createdAt());
        insert.setLong(3, event.userId());
        insert.setString(4, event.kind());
        insert.setDouble(5, event.score());
        insert.setString(6, event.payload());
        insert.addBatch();
    }
}
