package io.pgstride.benchmarks.batching.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pgstride.benchmarks.batching.bulk.BulkSubject.Way;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * COPY in PostgreSQL's binary format, written for these columns alone; where keys may be there, into a temporary table and from there.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY, Binary Format</a>
 */
record BinaryCopy(Conflicts conflicts) implements Way {
    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final long SECONDS_FROM_1970_TO_2000 = 946_684_800L;
    private static final int BUFFER = 65_536;
    private static final int LONGEST_ROW = 1_024;

    @Override
    public void write(Connection connection, List<Event> events) throws SQLException {
        if (conflicts == Conflicts.NONE) {
            copy(connection, "bulk_event", events);
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMPORARY TABLE bulk_new (LIKE bulk_event) ON COMMIT DROP");
            copy(connection, "bulk_new", events);
            statement.execute("INSERT INTO bulk_event (" + EventsData.COLUMNS + ") SELECT DISTINCT ON (id) "
                    + EventsData.COLUMNS + " FROM bulk_new ORDER BY id" + conflicts.sql());
        }
    }

    private static void copy(Connection connection, String table, List<Event> events) throws SQLException {
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + table + " (" + EventsData.COLUMNS + ") FROM STDIN WITH (FORMAT binary)");
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        buffer.put(HEADER);
        for (Event event : events) {
            if (buffer.remaining() < LONGEST_ROW) {
                flush(copy, buffer);
            }
            put(buffer, event);
        }
        buffer.putShort((short) -1);
        flush(copy, buffer);
        copy.endCopy();
    }

    private static void flush(CopyIn copy, ByteBuffer buffer) throws SQLException {
        copy.writeToCopy(buffer.array(), buffer.arrayOffset(), buffer.position());
        buffer.clear();
    }

    private static void put(ByteBuffer buffer, Event event) {
        buffer.putShort((short) 6);
        buffer.putInt(8).putLong(event.id());
        buffer.putInt(8).putLong(micros(event.createdAt()));
        buffer.putInt(8).putLong(event.userId());
        put(buffer, event.kind());
        buffer.putInt(8).putDouble(event.score());
        put(buffer, event.payload());
    }

    private static void put(ByteBuffer buffer, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        buffer.putInt(bytes.length).put(bytes);
    }

    private static long micros(OffsetDateTime time) {
        return (time.toEpochSecond() - SECONDS_FROM_1970_TO_2000) * 1_000_000 + time.getNano() / 1_000;
    }
}
