package io.pgstride.benchmarks.routing.faults;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** Threads that insert row after row, and remember which of them the server said to be committed. */
final class Ledger {
    private static final int THREADS = 4;
    private static final int SOME = 50;
    private static final AtomicLong IDS = new AtomicLong();

    private final DataSource dataSource;
    private final Queue<Long> committed = new ConcurrentLinkedQueue<>();
    private final LongAdder errors = new LongAdder();
    private final CountDownLatch before = new CountDownLatch(SOME);
    private final CountDownLatch after = new CountDownLatch(SOME);
    private final AtomicLong resumedAt = new AtomicLong(Long.MAX_VALUE);
    private volatile boolean dead;

    Ledger(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE ledger (id bigint PRIMARY KEY)");
        }
    }

    /** Runs work while rows are inserted. */
    <T> T beside(Callable<T> work) throws Exception {
        return Load.beside(THREADS, number -> insert(), work);
    }

    private void insert() {
        boolean begunAfterDeath = dead;
        long id = IDS.incrementAndGet();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO ledger VALUES (?)")) {
            insert.setLong(1, id);
            insert.executeUpdate();
            committed.add(id);
            note(begunAfterDeath);
        } catch (SQLException e) {
            errors.increment();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private void note(boolean begunAfterDeath) {
        if (begunAfterDeath) {
            resumedAt.accumulateAndGet(System.nanoTime(), Math::min);
            after.countDown();
        } else {
            before.countDown();
        }
    }

    /** Blocks until some rows are in. */
    void awaitUnderWay() throws InterruptedException {
        await(before, "no rows came in before the primary was killed");
    }

    /** The primary is no more: what is begun from now on cannot be its work. */
    void primaryIsDead() {
        dead = true;
    }

    /** Blocks until some rows are in that were begun after that; the time of the first, by {@link System#nanoTime}. */
    long awaitResumed() throws InterruptedException {
        await(after, "writes did not resume");
        return resumedAt.get();
    }

    private static void await(CountDownLatch latch, String otherwise) throws InterruptedException {
        if (!latch.await(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException(otherwise + ", for a minute");
        }
    }

    long errors() {
        return errors.sum();
    }

    /** How many rows were said to be committed and are not there. */
    long lost(Connection primary) throws SQLException {
        Set<Long> missing = new HashSet<>(committed);
        try (Statement statement = primary.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id FROM ledger")) {
            while (rows.next()) {
                missing.remove(rows.getLong(1));
            }
        }
        return missing.size();
    }
}
