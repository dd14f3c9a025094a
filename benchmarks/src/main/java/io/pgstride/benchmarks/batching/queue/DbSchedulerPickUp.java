package io.pgstride.benchmarks.batching.queue;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.benchmarks.batching.Pools;
import io.pgstride.benchmarks.server.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** db-scheduler with immediate execution: the scheduler through which a task is enqueued looks for it at once. */
final class DbSchedulerPickUp implements PickUpSubject {
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private final HikariDataSource pool;
    private final OneTimeTask<Void> task =
            DbScheduler.task(id -> arrivals.add(new Arrival(id % 1_000_000, System.nanoTime())));
    private final Scheduler scheduler;
    private long enqueued;

    DbSchedulerPickUp(Database database, int workers) throws SQLException {
        pool = Pools.forWorkers(database, workers);
        try (Connection connection = pool.getConnection()) {
            DbScheduler.createTable(connection);
        }
        scheduler = Scheduler.create(pool, task)
                .threads(workers)
                .pollingInterval(POLLING)
                .pollUsingLockAndFetch(DbScheduler.lowerLimit(workers, 1), DbScheduler.upperLimit(workers, 1))
                .enableImmediateExecution()
                .build();
        scheduler.start();
    }

    /** The names of instances differ over all rounds, as one may be deleted only after its handler has ended. */
    @Override
    public void enqueue(long id) {
        enqueued++;
        scheduler.schedule(task.instance(String.valueOf(enqueued * 1_000_000 + id)), Instant.now());
    }

    @Override
    public BlockingQueue<Arrival> arrivals() {
        return arrivals;
    }

    @Override
    public void close() {
        scheduler.stop();
        pool.close();
    }
}
