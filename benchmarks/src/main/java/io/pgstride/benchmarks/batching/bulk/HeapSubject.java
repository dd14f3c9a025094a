package io.pgstride.benchmarks.batching.bulk;

import io.pgstride.benchmarks.run.Answer;
import io.pgstride.benchmarks.run.Reading;
import io.pgstride.benchmarks.run.Subject;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/** What a write of rows from a stream keeps on the heap. */
final class HeapSubject implements Subject {
    private static final int LOOKS = 10;
    private static final double MIB = 1024.0 * 1024;

    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    private final Connection connection;
    private final Writing writing;
    private long most;

    HeapSubject(Connection connection, Writing writing) {
        this.connection = connection;
        this.writing = writing;
    }

    /** The most megabytes that were reachable while it went on, over those before; looked at ten times, each after a collection. */
    Reading megabytes(int rows, EventsData data) throws Exception {
        data.empty();
        long before = reachable();
        most = before;
        writing.write(connection, Event.range(1, rows, 1).peek(event -> {
            if (event.id() % (rows / LOOKS) == 0) {
                most = Math.max(most, reachable());
            }
        }));
        return new Reading(
                (most - before) / MIB, new Answer(List.of(data.answer().items().get(0))));
    }

    private long reachable() {
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** Writes events. */
    @FunctionalInterface
    interface Writing {
        void write(Connection connection, Stream<Event> events) throws Exception;
    }
}
