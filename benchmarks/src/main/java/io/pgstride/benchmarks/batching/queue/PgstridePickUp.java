package io.pgstride.benchmarks.batching.queue;

import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.batching.BatchProcessor;
import io.pgstride.batching.BatchProcessorBuilder;
import io.pgstride.batching.job.JobTable;
import io.pgstride.benchmarks.batching.Pools;
import io.pgstride.benchmarks.server.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** pgstride's job table, and a {@code BatchProcessor} that is told of jobs or finds them by polling. */
final class PgstridePickUp implements PickUpSubject {
    private static final String CHANNEL = "pick_up";

    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private final HikariDataSource pool;
    private final DSLContext dsl;
    private final JobTable jobs;
    private final BatchProcessor processor;

    private PgstridePickUp(
            HikariDataSource pool, int workers, JobTable jobs, UnaryOperator<BatchProcessorBuilder> waking)
            throws SQLException {
        this.pool = pool;
        this.dsl = DSL.using(pool, SQLDialect.POSTGRES);
        this.jobs = jobs;
        create();
        this.processor = waking.apply(BatchProcessor.on(pool)
                        .claim(jobs.claim("pick-up"))
                        .transactional((transaction, batch) -> batch.forEach(job -> arrivals.add(
                                new Arrival(Long.parseLong(job.payload().data()), System.nanoTime()))))
                        .workers(workers)
                        .pollInterval(POLLING))
                .build();
        processor.start();
    }

    /** With LISTEN and NOTIFY. */
    static PgstridePickUp notified(Database database, int workers) throws SQLException {
        return new PgstridePickUp(
                Pools.forWorkers(database, workers),
                workers,
                JobTable.named(DSL.name("job_notified")).notifying(CHANNEL),
                builder -> builder.wakeUpBy(CHANNEL));
    }

    /** Without. */
    static PgstridePickUp polling(Database database, int workers) throws SQLException {
        return new PgstridePickUp(
                Pools.forWorkers(database, workers),
                workers,
                JobTable.named(DSL.name("job_polled")),
                UnaryOperator.identity());
    }

    private void create() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(jobs.ddl());
        }
    }

    @Override
    public void enqueue(long id) {
        dsl.transaction(transaction -> jobs.enqueue(
                transaction.dsl(), io.pgstride.batching.job.Job.of("pick-up", JSONB.valueOf(String.valueOf(id)))));
    }

    @Override
    public BlockingQueue<Arrival> arrivals() {
        return arrivals;
    }

    @Override
    public void close() {
        processor.close();
        pool.close();
    }
}
