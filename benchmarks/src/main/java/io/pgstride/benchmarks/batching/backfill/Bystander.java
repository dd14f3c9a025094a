package io.pgstride.benchmarks.batching.backfill;

import io.pgstride.benchmarks.run.Statistics;
import io.pgstride.benchmarks.server.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Someone else who updates random rows of the same table, one a transaction, at a steady rate.
 *
 * <p>Updates that are due while one waits are late from when they were due, as the requests behind them would be: a rate that gave way to the server
 * would hide what it does.
 */
final class Bystander implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMillis(10);

    /** Updates that do not count: the statement is prepared, the index read. */
    private static final int WARM_UPS = 20;

    private final Connection connection;
    private final int rows;
    private final Random random = new Random(42);
    private final LockWatch locks;
    private final CompletableFuture<List<Double>> ended = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "bystander");
    private final CountDownLatch atWork = new CountDownLatch(1);
    private volatile boolean leaving;

    private Bystander(Database database, int rows) throws SQLException {
        this.connection = database.connect();
        this.rows = rows;
        this.locks = LockWatch.of(database, connection);
    }

    static Bystander begin(Database database, int rows) throws SQLException, InterruptedException {
        Bystander bystander = new Bystander(database, rows);
        bystander.thread.start();
        bystander.atWork.await();
        return bystander;
    }

    private void run() {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE account SET visits = visits + 1 WHERE id = ?")) {
            ended.complete(updates(update));
        } catch (SQLException | InterruptedException | RuntimeException e) {
            ended.completeExceptionally(e);
            atWork.countDown();
        }
    }

    private List<Double> updates(PreparedStatement update) throws SQLException, InterruptedException {
        List<Double> millis = new ArrayList<>();
        long due = System.nanoTime();
        for (int i = 0; !leaving; i++) {
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            update.setLong(1, 1 + random.nextInt(rows));
            update.executeUpdate();
            if (i >= WARM_UPS) {
                millis.add((System.nanoTime() - due) / 1e6);
                atWork.countDown();
            }
            due += EVERY.toNanos();
        }
        return millis;
    }

    /** Ends it. */
    Seen seen() throws SQLException, InterruptedException, ExecutionException {
        leaving = true;
        double[] millis = ended.get().stream().mapToDouble(Double::doubleValue).toArray();
        return new Seen(Statistics.percentile(millis, 99), locks.longestMillis());
    }

    @Override
    public void close() throws SQLException {
        leaving = true;
        locks.close();
        connection.close();
    }

    /**
     * What it met.
     *
     * @param p99Millis within which 99 of 100 updates were done, counted from when they were due
     * @param longestLockWaitMillis of one update
     */
    record Seen(double p99Millis, double longestLockWaitMillis) {}
}
