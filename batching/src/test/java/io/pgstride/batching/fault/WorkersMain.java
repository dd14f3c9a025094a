package io.pgstride.batching.fault;

import io.pgstride.batching.BatchProcessor;
import io.pgstride.batching.BatchProcessorBuilder;
import io.pgstride.batching.job.JobRecord;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.postgresql.ds.PGSimpleDataSource;

/** Runs in a JVM of its own, until it is killed: a processor of each mode, and a naive worker. */
final class WorkersMain {
    static final String TRANSACTIONAL = "transactional";
    static final String LEASED = "leased";
    static final String NAIVE = "naive";
    static final Duration LEASE = Duration.ofSeconds(3);

    private static final int BATCH = 20;
    private static final int ALL = 3;

    private WorkersMain() {}

    public static void main(String... arguments) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(arguments[0]);
        var transactional = BatchProcessor.on(dataSource).claim(Effects.JOBS.claim(TRANSACTIONAL));
        start(transactional.transactional((dsl, jobs) -> work(dsl, TRANSACTIONAL, jobs)));
        var leased = BatchProcessor.on(dataSource).claim(Effects.JOBS.claim(LEASED));
        start(leased.leased(LEASE, (dsl, jobs) -> work(dsl, LEASED, jobs)));
        new Thread(() -> naive(DSL.using(dataSource, SQLDialect.POSTGRES)), "naive").start();
    }

    private static void start(BatchProcessorBuilder builder) {
        builder.batchSize(BATCH)
                .pollInterval(Duration.ofMillis(100))
                .sweepInterval(Duration.ofMillis(100))
                .build()
                .start();
    }

    /** The sleep is where it is to be killed. */
    private static void work(DSLContext dsl, String queue, Iterable<JobRecord> jobs) {
        Effects.add(dsl, queue, jobs);
        dsl.execute("select pg_sleep(0.04)");
        ChildJvm.works(queue, ALL);
    }

    /** Takes jobs and commits that; then works, in another transaction. */
    private static void naive(DSLContext dsl) {
        while (true) {
            try {
                List<Long> ids = dsl.fetch(
                                "delete from pgstride_job where id = any(array(select id from pgstride_job where queue = ?"
                                        + " and state = 0 order by run_at, id limit ? for update skip locked)) returning id",
                                NAIVE,
                                BATCH)
                        .getValues(0, Long.class);
                dsl.execute("select pg_sleep(0.2)");
                Effects.add(dsl, NAIVE, ids);
                ChildJvm.works(NAIVE, ALL);
            } catch (DataAccessException e) {
                // The server is gone for a while.
                LockSupport.parkNanos(50_000_000);
            }
        }
    }
}
