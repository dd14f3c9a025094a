package io.pgstride.benchmarks.batching.queue;

import static io.pgstride.benchmarks.batching.queue.QueueTable.JOB;
import static org.jooq.impl.DSL.val;

import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.batching.Batch;
import io.pgstride.batching.BatchProcessor;
import io.pgstride.batching.RetryBackoff;
import io.pgstride.benchmarks.batching.Pools;
import io.pgstride.benchmarks.server.Database;
import java.time.Duration;
import org.jooq.DSLContext;
import org.jooq.Record;

/** pgstride's {@code BatchProcessor} with all jobs in one batch; who fails once is a dead letter. */
final class PgstridePoison implements PoisonSubject {
    private final HikariDataSource pool;
    private final int jobs;

    PgstridePoison(Database database, int jobs) {
        this.jobs = jobs;
        this.pool = Pools.forWorkers(database, 1);
    }

    @Override
    public void drain() {
        try (BatchProcessor processor = BatchProcessor.on(pool)
                .claim(PgstrideQueue.CLAIM.dead(JOB.state, (short) 2))
                .transactional(PgstridePoison::insertEffects)
                .batchSize(jobs)
                .retry(new RetryBackoff(1, Duration.ZERO, Duration.ZERO))
                .build()) {
            processor.drain();
        }
    }

    private static void insertEffects(DSLContext dsl, Batch<Record> batch) {
        Long[] ids = batch.rows().stream().map(job -> job.get(JOB.id)).toArray(Long[]::new);
        dsl.query("INSERT INTO effect SELECT id FROM unnest({0}) id", val(ids)).execute();
    }

    @Override
    public void close() {
        pool.close();
    }
}
