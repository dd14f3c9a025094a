package io.pgstride.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgstride.batching.job.Job;
import io.pgstride.batching.job.JobRecord;
import io.pgstride.batching.job.JobTable;
import io.pgstride.testing.PostgresTest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A stop whose deadline interrupts the handler. */
@PostgresTest
class LeasedStopTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final JobTable JOBS = JobTable.ofDefaults();

    private final DataSource dataSource;
    private final DSLContext dsl;
    private final CountDownLatch working = new CountDownLatch(1);

    LeasedStopTest(DataSource dataSource, DSLContext dsl) {
        this.dataSource = dataSource;
        this.dsl = dsl;
    }

    @BeforeEach
    void enqueue() {
        dsl.execute(JOBS.ddl());
        dsl.deleteFrom(JOBS.table()).execute();
        JOBS.enqueueAll(dsl, Collections.nCopies(10, Job.of("mail", JSONB.valueOf("{}"))));
    }

    @Test
    void givesTheRowsBackAndWarnsOfNothing() {
        try (Warnings warnings = new Warnings()) {
            ProcessingReport report = stopped((handlers, mails) -> {
                working.countDown();
                new CountDownLatch(1).await();
            });
            assertThat(report.done()).isZero();
            assertThat(pending()).isEqualTo(10);
            assertThat(warnings.of("pgstride_job")).isEmpty();
        }
    }

    @Test
    void inTransactionalModeItWarnsOfNothingEither() {
        BatchProcessor processor = BatchProcessor.on(dataSource)
                .claim(JOBS.claim("mail"))
                .transactional((tx, mails) -> {
                    working.countDown();
                    new CountDownLatch(1).await();
                })
                .build();
        try (Warnings warnings = new Warnings()) {
            stopWhileItWorks(processor);
            assertThat(warnings.of("pgstride_job")).isEmpty();
        }
    }

    /** The control: what a handler does to itself is worth a warning. */
    @Test
    void anInterruptThatNoStopSentIsWarnedOf() {
        BatchProcessor processor = BatchProcessor.on(dataSource)
                .claim(JOBS.claim("mail"))
                .leased(Duration.ofMinutes(1), (handlers, mails) -> {
                    throw new InterruptedException("on purpose");
                })
                .build();
        try (Warnings warnings = new Warnings()) {
            processor.start();
            await().atMost(LIMIT).until(() -> !warnings.of("pgstride_job").isEmpty());
            assertThat(warnings.of("pgstride_job").get(0))
                    .contains("a batch was undone, as its handler was interrupted");
        } finally {
            processor.close();
        }
    }

    @Test
    void keepsWhatAHandlerSaysWhenItIsInterrupted() {
        ProcessingReport report = stopped((handlers, mails) -> {
            Deque<JobRecord> rest = new ArrayDeque<>(mails.rows());
            try {
                while (!rest.isEmpty()) {
                    work(rest.size());
                    rest.remove();
                }
            } catch (InterruptedException stop) {
                rest.forEach(mail -> mails.retryAfter(mail, Duration.ZERO, "stopped"));
            }
        });
        assertThat(report).isEqualTo(new ProcessingReport(10, 6, 4, 0, 0, 1, report.elapsed()));
        assertThat(pending()).isEqualTo(4);
        assertThat(dsl.selectFrom(JOBS.table()).fetch(JobRecord::attempts))
                .as("attempts that are counted")
                .containsOnly(0);
        assertThat(BatchProcessor.on(dataSource)
                        .claim(JOBS.claim("mail"))
                        .transactional((tx, mails) -> {})
                        .build()
                        .drain()
                        .done())
                .as("due at once, and under no lease")
                .isEqualTo(4);
    }

    private void work(int left) throws InterruptedException {
        if (left == 4) {
            working.countDown();
            new CountDownLatch(1).await();
        }
    }

    private ProcessingReport stopped(BatchHandler<JobRecord> handler) {
        return stopWhileItWorks(BatchProcessor.on(dataSource)
                .claim(JOBS.claim("mail"))
                .leased(Duration.ofMinutes(1), handler)
                .build());
    }

    private ProcessingReport stopWhileItWorks(BatchProcessor processor) {
        processor.start();
        await().atMost(LIMIT).until(() -> working.getCount() == 0);
        return processor.stop(Duration.ZERO);
    }

    private int pending() {
        return dsl.fetchCount(JOBS.table(), DSL.condition("state = 0 and locked_until is null"));
    }
}
