package io.pgstride.benchmarks.batching.queue;

import static io.pgstride.benchmarks.batching.queue.QueueTable.JOB;

import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.batching.BatchProcessor;
import io.pgstride.batching.BatchProcessorBuilder;
import io.pgstride.batching.Claim;
import io.pgstride.benchmarks.batching.Pools;
import io.pgstride.benchmarks.server.Database;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jooq.Record;

/** pgstride's {@code BatchProcessor}, with all that it does by default. */
final class PgstrideQueue implements QueueSubject {
    static final Claim<Record> CLAIM = Claim.from(JOB)
            .key(JOB.id)
            .where(JOB.state.eq((short) 0))
            .dueAt(JOB.runAt)
            .orderBy(JOB.runAt)
            .attempts(JOB.attempts)
            .deleteDone();

    private final HikariDataSource pool;
    private final JobData data;
    private final Mode mode;
    private final UnaryOperator<BatchProcessorBuilder> options;

    PgstrideQueue(Database database, int workers, Mode mode, UnaryOperator<BatchProcessorBuilder> options) {
        this.pool = Pools.forWorkers(database, workers);
        this.data = new JobData(database);
        this.mode = mode;
        this.options = builder -> options.apply(builder.workers(workers));
    }

    @Override
    public void fill(int jobs) throws SQLException {
        data.fill(jobs);
    }

    @Override
    public void drain(Tally tally) {
        try (BatchProcessor processor =
                options.apply(mode.processor(pool, tally)).build()) {
            processor.drain();
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
    enum Mode {
        TRANSACTIONAL {
            @Override
            BatchProcessorBuilder processor(HikariDataSource pool, Tally tally) {
                return BatchProcessor.on(pool)
                        .claim(CLAIM)
                        .transactional((dsl, jobs) -> jobs.forEach(job -> tally.add(job.get(JOB.id))));
            }
        },
        LEASE {
            @Override
            BatchProcessorBuilder processor(HikariDataSource pool, Tally tally) {
                return BatchProcessor.on(pool)
                        .claim(CLAIM.lease(JOB.lockedUntil, JOB.token))
                        .leased(Duration.ofMinutes(1), (dsl, jobs) -> jobs.forEach(job -> tally.add(job.get(JOB.id))));
            }
        };

        abstract BatchProcessorBuilder processor(HikariDataSource pool, Tally tally);
    }
}
