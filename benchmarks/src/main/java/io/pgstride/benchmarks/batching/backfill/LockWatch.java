package io.pgstride.benchmarks.batching.backfill;

import io.pgstride.benchmarks.server.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;

/** Looks every few milliseconds whether a connection waits for a lock, and since when (PostgreSQL 14 and later tell). */
final class LockWatch implements AutoCloseable {
    private static final int EVERY_MILLIS = 10;
    private static final String WAITS = """
            SELECT coalesce(max(extract(epoch FROM clock_timestamp() - waitstart)), 0) * 1000
            FROM pg_locks WHERE pid = ? AND NOT granted
            """;

    private final Connection connection;
    private final int pid;
    private final CompletableFuture<Double> longest = new CompletableFuture<>();
    private volatile boolean leaving;

    private LockWatch(Connection connection, int pid) {
        this.connection = connection;
        this.pid = pid;
    }

    static LockWatch of(Database database, Connection watched) throws SQLException {
        LockWatch watch = new LockWatch(
                database.connect(), watched.unwrap(PGConnection.class).getBackendPID());
        new Thread(watch::run, "lock-watch").start();
        return watch;
    }

    private void run() {
        double most = 0;
        try (PreparedStatement waits = connection.prepareStatement(WAITS)) {
            waits.setInt(1, pid);
            while (!leaving) {
                try (ResultSet wait = waits.executeQuery()) {
                    wait.next();
                    most = Math.max(most, wait.getDouble(1));
                }
                TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS);
            }
            longest.complete(most);
        } catch (SQLException | InterruptedException e) {
            longest.completeExceptionally(e);
        }
    }

    /** Ends it. */
    double longestMillis() throws InterruptedException, ExecutionException {
        leaving = true;
        return longest.get();
    }

    @Override
    public void close() throws SQLException {
        leaving = true;
        connection.close();
    }
}
