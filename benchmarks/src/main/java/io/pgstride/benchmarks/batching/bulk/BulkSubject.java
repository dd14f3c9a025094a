package io.pgstride.benchmarks.batching.bulk;

import io.pgstride.benchmarks.run.Reading;
import io.pgstride.benchmarks.run.Subject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** A way to write many rows, in one transaction on a connection of its own. */
final class BulkSubject implements Subject {
    private final Connection connection;
    private final Way way;

    BulkSubject(Connection connection, Way way) throws SQLException {
        this.connection = connection;
        this.way = way;
        connection.setAutoCommit(false);
    }

    /** Rows a second, with the commit. */
    Reading rowsPerSecond(List<Event> events, EventsData data) throws Exception {
        long begin = System.nanoTime();
        way.write(connection, events);
        connection.commit();
        long nanos = System.nanoTime() - begin;
        return new Reading(events.size() * 1e9 / nanos, data.answer());
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** How the rows come to the server. */
    @FunctionalInterface
    interface Way {
        void write(Connection connection, List<Event> events) throws Exception;
    }
}
