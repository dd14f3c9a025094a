package io.pgstride.benchmarks.batching.queue;

import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.benchmarks.batching.Pools;
import io.pgstride.benchmarks.run.Workers;
import io.pgstride.benchmarks.server.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The SQL that pgstride runs, by threads and JDBC alone: each worker keeps its connection and its prepared statements. */
final class Handwritten implements QueueSubject {
    private final HikariDataSource pool;
    private final JobData data;
    private final int workers;
    private final Protocol protocol;

    Handwritten(Database database, int workers, Protocol protocol) {
        this.pool = Pools.forWorkers(database, workers);
        this.data = new JobData(database);
        this.workers = workers;
        this.protocol = protocol;
    }

    @Override
    public void fill(int jobs) throws SQLException {
        data.fill(jobs);
    }

    @Override
    public void drain(Tally tally) throws Exception {
        AtomicReference<@Nullable Job> mark = new AtomicReference<>();
        Workers.run(workers, () -> work(tally, mark));
    }

    private void work(Tally tally, AtomicReference<@Nullable Job> mark) throws SQLException {
        try (Connection connection = pool.getConnection();
                Round round = protocol.open(connection)) {
            boolean empty = false;
            while (!empty) {
                Job from = mark.get();
                Job last = round.run(from, tally);
                if (last != null) {
                    mark.accumulateAndGet(last, Job::later);
                }
                empty = last == null && (from == null || round.run(null, tally) == null);
            }
        }
    }

    @Override
    public long left() throws SQLException {
        return data.left();
    }

    @Override
    public void close() {
        pool.close();
    }

    /** How claim and acknowledgement go together. */
    @FunctionalInterface
    interface Protocol {
        Round open(Connection connection) throws SQLException;
    }

    /** A claim, the work and the acknowledgement, again and again on one connection. */
    interface Round extends AutoCloseable {

        /** The last job that was claimed, from {@code mark} on or from the first one; null if there was none. */
        @Nullable
        Job run(@Nullable Job mark, Tally tally) throws SQLException;

        @Override
        void close() throws SQLException;
    }
}
