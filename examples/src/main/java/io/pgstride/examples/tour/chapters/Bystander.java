package io.pgstride.examples.tour.chapters;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Others at work on the same table: every few milliseconds one of four connections reads or updates one row.
 *
 * <p>Statements are due by the clock, whether or not those before have ended; a wait counts from the moment a statement was due. Otherwise one that waits for
 * a lock would keep all the others from being counted.
 */
final class Bystander implements AutoCloseable {
    private static final int CONNECTIONS = 4;
    private static final Duration EVERY = Duration.ofMillis(4);
    private static final Duration LONGEST = Duration.ofMinutes(3);

    private final HikariDataSource pool;
    private final String table;
    private final long rows;
    private final ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
    private final List<Future<List<Wait>>> works = new ArrayList<>();
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();
    private final long start = System.nanoTime();
    private volatile long until = Long.MAX_VALUE;

    /**
     * One statement.
     *
     * @param due since the start
     * @param took since it was due
     */
    record Wait(Duration due, Duration took) {}

    Bystander(HikariDataSource pool, String table, long rows) {
        this.pool = pool;
        this.table = table;
        this.rows = rows;
        for (int i = 0; i < CONNECTIONS; i++) {
            works.add(threads.submit(this::work));
        }
    }

    /** Those that were due before this call, in the order of their time. */
    List<Wait> end() throws InterruptedException {
        until = System.nanoTime() - start;
        List<Wait> all = new ArrayList<>();
        try {
            for (Future<List<Wait>> work : works) {
                all.addAll(work.get(LONGEST.toSeconds(), SECONDS));
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("A bystander failed", e);
        }
        all.sort((a, b) -> a.due().compareTo(b.due()));
        return Collections.unmodifiableList(all);
    }

    long writes() {
        return writes.get();
    }

    private List<Wait> work() throws SQLException {
        List<Wait> waits = new ArrayList<>();
        try (Connection connection = pool.getConnection();
                PreparedStatement read = connection.prepareStatement("SELECT device FROM " + table + " WHERE id = ?");
                PreparedStatement write =
                        connection.prepareStatement("UPDATE " + table + " SET seen = seen + 1 WHERE id = ?")) {
            for (long number = next.getAndIncrement(); isDue(number); number = next.getAndIncrement()) {
                run(number % 2 == 0 ? write : read, number);
                long due = due(number);
                waits.add(new Wait(Duration.ofNanos(due), Duration.ofNanos(System.nanoTime() - start - due)));
            }
        }
        return waits;
    }

    private static long due(long number) {
        return number * EVERY.toNanos();
    }

    /** Waits until it is, or returns false if that would be after the end. */
    private boolean isDue(long number) {
        long due = due(number);
        for (long left = due - (System.nanoTime() - start);
                left > 0 && due < until;
                left = due - (System.nanoTime() - start)) {
            LockSupport.parkNanos(Math.min(left, SECONDS.toNanos(1) / 100));
        }
        return due < until;
    }

    private void run(PreparedStatement statement, long number) throws SQLException {
        statement.setLong(1, 1 + new SplittableRandom(number).nextLong(rows));
        statement.execute();
        if (number % 2 == 0) {
            writes.incrementAndGet();
        }
    }

    @Override
    public void close() {
        until = 0;
        threads.shutdownNow();
    }
}
