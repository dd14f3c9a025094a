package io.pgstride.batching.internal.bulk;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Iterator;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/** Sends rows by COPY, in constant memory. */
final class CopyRows<T> {
    private static final byte[] SIGNATURE = "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);

    /** Larger messages are not faster; a row is never divided. */
    private static final int CHUNK = 1 << 14;

    private final Job<T> job;
    private final RowBuffer buffer = new RowBuffer();
    private final RowEncoder<T> encoder;
    private long taken;

    /** After some rows that others have taken. */
    CopyRows(Job<T> job, boolean numbered, long before) {
        this.job = job;
        this.taken = before;
        this.encoder = new RowEncoder<>(job, numbered, buffer);
    }

    /** How many rows were taken, with those before. */
    long taken() {
        return taken;
    }

    /**
     * Returns how many rows the server says it has stored.
     *
     * @param target table and columns as they are written in SQL
     */
    long run(String target, Iterator<? extends T> rows) throws SQLException {
        CopyIn copy = new CopyManager(job.connection().unwrap(BaseConnection.class))
                .copyIn("copy " + target + " from stdin with (format binary)");
        try {
            return send(copy, rows);
        } catch (Throwable failure) {
            cancel(copy, failure);
            throw failure;
        }
    }

    private long send(CopyIn copy, Iterator<? extends T> rows) throws SQLException {
        buffer.bytes(SIGNATURE);
        buffer.int32(0);
        buffer.int32(0);
        while (rows.hasNext()) {
            encoder.encode(rows.next(), ++taken);
            if (buffer.size() >= CHUNK) {
                copy.writeToCopy(buffer.array(), 0, buffer.size());
                buffer.clear();
            }
        }
        buffer.int16(-1);
        copy.writeToCopy(buffer.array(), 0, buffer.size());
        return copy.endCopy();
    }

    /** The server's answer to a cancelled COPY is an error, which is expected; the connection is usable after it. */
    private static void cancel(CopyIn copy, Throwable failure) {
        try {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }
}
