package io.pgstride.benchmarks.batching.queue;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.benchmarks.batching.Pools;
import io.pgstride.benchmarks.server.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One-time tasks of db-scheduler, locked and fetched as many at a time as the others claim together or in a batch. */
final class DbSchedulerQueue implements QueueSubject {
    private static final int SHARE = 8;
    private static final String FILL = """
            INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, version)
            SELECT 'job', n, now() - interval '1 day' + n / 4 * interval '1 ms', false, 1 FROM generate_series(1, ?::integer) n
            """;

    private final HikariDataSource pool;
    private final int workers;
    private final int batch;
    private @Nullable Scheduler scheduler;

    DbSchedulerQueue(Database database, int workers, int batch) throws SQLException {
        this.pool = Pools.forWorkers(database, workers);
        this.workers = workers;
        this.batch = batch;
        try (Connection connection = pool.getConnection()) {
            DbScheduler.createTable(connection);
        }
    }

    @Override
    public void fill(int jobs) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                PreparedStatement fill = connection.prepareStatement(FILL)) {
            statement.execute("TRUNCATE scheduled_tasks");
            fill.setInt(1, jobs);
            fill.execute();
            statement.execute("VACUUM ANALYZE scheduled_tasks");
        }
    }

    @Override
    public int share(int jobs) {
        return jobs / SHARE;
    }

    @Override
    public void drain(Tally tally) throws InterruptedException {
        CountDownLatch deleted = new CountDownLatch(tally.jobs());
        LongConsumer handler = tally::add;
        Scheduler started = DbScheduler.of(pool, workers, handler)
                .pollUsingLockAndFetch(DbScheduler.lowerLimit(workers, batch), DbScheduler.upperLimit(workers, batch))
                .addSchedulerListener(new AbstractSchedulerListener() {
                    @Override
                    public void onExecutionComplete(ExecutionComplete complete) {
                        deleted.countDown();
                    }
                })
                .build();
        scheduler = started;
        started.start();
        deleted.await();
    }

    @Override
    public void rest() {
        Scheduler started = scheduler;
        scheduler = null;
        if (started != null) {
            started.stop();
        }
    }

    @Override
    public long left() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM scheduled_tasks")) {
            count.next();
            return count.getLong(1);
        }
    }

    @Override
    public void close() {
        rest();
        pool.close();
    }
}
