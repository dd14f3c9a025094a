package io.pgstride.benchmarks.batching.queue;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.LongConsumer;
import javax.sql.DataSource;

/** db-scheduler as its documentation has it fastest: rows are locked and fetched by one statement, and before the last ones are done. */
final class DbScheduler {
    /** How long it may rest when it found less than it asked for. */
    static final Duration POLLING = Duration.ofMillis(100);

    /** Its PostgreSQL schema, without the index for priorities, which are off. */
    private static final String CREATE = """
            CREATE TABLE scheduled_tasks (
              task_name text NOT NULL,
              task_instance text NOT NULL,
              task_data bytea,
              execution_time timestamptz,
              picked boolean NOT NULL,
              picked_by text,
              last_success timestamptz,
              last_failure timestamptz,
              consecutive_failures integer,
              last_heartbeat timestamptz,
              version bigint NOT NULL,
              priority smallint,
              state text,
              PRIMARY KEY (task_name, task_instance));
            CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time);
            CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat)
            """;

    private DbScheduler() {}

    static void createTable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS scheduled_tasks");
            statement.execute(CREATE);
        }
    }

    /** A scheduler of tasks named {@code job}, whose instances' names are numbers. */
    static SchedulerBuilder of(DataSource pool, int threads, LongConsumer handler) {
        return Scheduler.create(pool, task(handler)).threads(threads).pollingInterval(POLLING);
    }

    static OneTimeTask<Void> task(LongConsumer handler) {
        return Tasks.oneTime("job").execute((instance, context) -> handler.accept(Long.parseLong(instance.getId())));
    }

    /** Of tasks waiting or running, for each thread, at which more are fetched. */
    static double lowerLimit(int threads, int batch) {
        return Math.max(0.5, upperLimit(threads, batch) / 2);
    }

    /** Of tasks waiting or running, for each thread. */
    static double upperLimit(int threads, int batch) {
        return Math.max(1.0, (double) batch / threads);
    }
}
