package io.pgstride.batching.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.batching.BatchProcessor;
import io.pgstride.batching.ProcessorSource;
import io.pgstride.batching.job.JobRecord;
import io.pgstride.core.transaction.Transactions;
import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** No claim takes more rows than it may, though the planner is led to join by nested loops; the control in the same session does. */
@PostgresTest
@Timeout(60)
class ClaimLimitTest {
    private static final String QUEUE = "q";
    private static final int JOBS = 100;

    private final DSLContext dsl;
    private final PGSimpleDataSource nestedLoops = new PGSimpleDataSource();

    ClaimLimitTest(PostgresDatabase database) {
        dsl = database.dsl();
        nestedLoops.setUrl(database.url());
        nestedLoops.setOptions("-c enable_hashjoin=off -c enable_mergejoin=off -c enable_hashagg=off"
                + " -c enable_sort=off -c enable_material=off -c enable_memoize=off");
    }

    @BeforeEach
    void enqueue() {
        Effects.create(dsl);
        Effects.enqueue(Transactions.on(nestedLoops), QUEUE, JOBS);
        dsl.execute("analyze pgstride_job");
    }

    @Test
    void aTransactionalClaimKeepsToItsLimit() {
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        drain(source().transactional((tx, batch) -> sizes.add(batch.size()))
                .batchSize(7)
                .build());
        assertThat(sizes).hasSize(15).allMatch(size -> size <= 7);
    }

    @Test
    void aLeasedClaimKeepsToItsLimit() {
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        drain(source().leased(Duration.ofMinutes(1), (handlers, batch) -> sizes.add(batch.size()))
                .batchSize(7)
                .build());
        assertThat(sizes).hasSize(15).allMatch(size -> size <= 7);
    }

    /** PostgreSQL evaluates the subquery again for each row of the nested loop, and each time it skips what is deleted. */
    @Test
    void whereIdInTakesMoreThanItsLimit() {
        int deleted = DSL.using(nestedLoops, SQLDialect.POSTGRES)
                .execute("delete from pgstride_job where id in (select id from pgstride_job where queue = 'q'"
                        + " and state = 0 order by run_at, id limit 7 for update skip locked)");
        assertThat(deleted).isGreaterThan(7);
    }

    private ProcessorSource.Claimed<JobRecord> source() {
        return BatchProcessor.on(nestedLoops).claim(Effects.JOBS.claim(QUEUE));
    }

    private static void drain(BatchProcessor processor) {
        try (processor) {
            assertThat(processor.drain().done()).isEqualTo(JOBS);
        }
    }
}
