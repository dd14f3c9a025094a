package io.pgstride.batching.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgstride.batching.Batch;
import io.pgstride.batching.BatchProcessor;
import io.pgstride.batching.RetryBackoff;
import io.pgstride.batching.fault.Effects.Count;
import io.pgstride.batching.fault.Sabotage.Point;
import io.pgstride.batching.job.JobRecord;
import io.pgstride.core.transaction.Transactions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of docs/batching-failures.md: each event in each phase of a batch in one transaction. Effects always happen exactly once. */
@Timeout(90)
@Execution(ExecutionMode.CONCURRENT)
class TransactionalFaultsTest {
    private static final String QUEUE = "q";
    private static final Duration OFTEN = Duration.ofMillis(50);
    private static final Duration PATIENCE = Stress.PATIENCE;

    @AutoClose
    private final FaultyServer server = FaultyServer.take();

    private final DSLContext dsl = server.dsl();
    private final Heard heard = new Heard();
    private List<Long> jobs;

    enum Phase {
        CLAIM(Point.statement("fetch next .* skip locked")),
        HANDLER(Point.statement("into effects")),
        ACKNOWLEDGEMENT(Point.statement("delete from \"pgstride_job\"")),
        COMMIT(Point.commitAfter("into effects")),
        /** A row is bad, and the rows of its batch are claimed again by their keys. */
        ISOLATION(Point.statement("^(?!.*fetch next).* skip locked"));

        final Point point;

        Phase(Point point) {
            this.point = point;
        }
    }

    static Stream<Arguments> cases() {
        return Cases.of(Phase.values(), Phase.HANDLER);
    }

    @BeforeEach
    void enqueue() {
        Effects.create(dsl);
        jobs = Effects.enqueue(Transactions.on(server.direct()), QUEUE, 30);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void effectsHappenExactlyOnce(Phase phase, Event event) {
        boolean bad = phase == Phase.ISOLATION;
        Sabotage dataSource = server.sabotaged();
        dataSource.plan(phase.point, event);
        try (BatchProcessor processor = BatchProcessor.on(dataSource)
                .claim(Effects.JOBS.claim(QUEUE))
                .transactional((tx, batch) -> work(tx, batch, bad))
                .batchSize(10)
                .pollInterval(OFTEN)
                .sweepInterval(OFTEN)
                .retry(new RetryBackoff(25, Duration.ofDays(300), Duration.ofDays(300)))
                .listener(heard)
                .build()) {
            processor.start();
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> dataSource.isDone() && Effects.pending(dsl, QUEUE) == (bad ? 1 : 0));
            await().atMost(PATIENCE).until(() -> processor.report().done() > 0);
            assertThat(processor.isRunning()).isTrue();
        }
        Count count = Count.of(dsl, QUEUE);
        assertThat(count.doubled()).as("%s", count).isZero();
        assertThat(count.lost()).as("%s", count).isEqualTo(bad ? 1 : 0);
        assertThat(Effects.deadLetters(dsl)).isZero();
        assertThat(dsl.fetch("select attempts from pgstride_job").getValues(0, int.class))
                .isEqualTo(bad ? List.of(1) : List.of());
        assertTold(phase, event);
    }

    private void work(DSLContext tx, Batch<JobRecord> batch, boolean bad) {
        if (bad && batch.rows().stream().anyMatch(job -> job.id() == jobs.get(4))) {
            throw new IllegalStateException("a bad row");
        }
        Effects.add(tx, QUEUE, batch);
    }

    /** Deadlocks and serialization failures are run again in silence; a lock timeout in a handler's batch may be a row's. */
    private void assertTold(Phase phase, Event event) {
        boolean split = event == Event.LOCK_TIMEOUT && phase != Phase.CLAIM || phase == Phase.ISOLATION;
        boolean failed = !event.isRetryable()
                && (event != Event.LOCK_TIMEOUT || phase == Phase.CLAIM || phase == Phase.ISOLATION);
        assertThat(heard.splits.get() > 0).as("split").isEqualTo(split);
        assertThat(heard.databaseFailed.isEmpty())
                .as("%s", heard.databaseFailed)
                .isEqualTo(!failed);
    }
}
