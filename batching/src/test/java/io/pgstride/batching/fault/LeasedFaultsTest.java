package io.pgstride.batching.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgstride.batching.Batch;
import io.pgstride.batching.BatchProcessor;
import io.pgstride.batching.fault.Effects.Count;
import io.pgstride.batching.fault.Sabotage.Point;
import io.pgstride.batching.job.JobRecord;
import io.pgstride.core.transaction.Transactions;
import java.time.Duration;
import java.time.OffsetDateTime;
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

/** Rows of docs/batching-failures.md: each event in each phase of a batch under a lease. No job is ever lost; some are worked on twice. */
@Timeout(90)
@Execution(ExecutionMode.CONCURRENT)
class LeasedFaultsTest {
    private static final String QUEUE = "q";
    private static final Duration OFTEN = Duration.ofMillis(50);
    private static final Duration LEASE = Duration.ofSeconds(3);

    @AutoClose
    private final FaultyServer server = FaultyServer.take();

    private final DSLContext dsl = server.dsl();
    private final Heard heard = new Heard();

    enum Phase {
        CLAIM(Point.statement("skip locked")),
        HANDLER(Point.statement("into effects")),
        ACKNOWLEDGEMENT(Point.statement("delete from \"pgstride_job\"")),
        HEARTBEAT(Point.statement("^(?!.*skip locked).*update \"pgstride_job\""));

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
        Effects.enqueue(Transactions.on(server.direct()), QUEUE, 30);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void noJobIsLost(Phase phase, Event event) {
        Sabotage dataSource = server.sabotaged();
        dataSource.plan(phase.point, event);
        try (BatchProcessor processor = BatchProcessor.on(dataSource)
                .claim(Effects.JOBS.claim(QUEUE))
                .leased(LEASE, (handlers, batch) -> work(handlers, batch, phase == Phase.HEARTBEAT, dataSource))
                .batchSize(10)
                .pollInterval(OFTEN)
                .sweepInterval(OFTEN)
                .listener(heard)
                .build()) {
            processor.start();
            await().atMost(Stress.PATIENCE)
                    .ignoreExceptions()
                    .until(() -> dataSource.isDone() && Effects.pending(dsl, QUEUE) == 0);
            assertThat(processor.isRunning()).isTrue();
        }
        Count count = Count.of(dsl, QUEUE);
        assertThat(count.lost()).as("%s", count).isZero();
        assertThat(Effects.deadLetters(dsl)).isZero();
        assertDoubled(phase, event, count);
        assertTold(phase, event);
    }

    private void work(DSLContext handlers, Batch<JobRecord> batch, boolean slowly, Sabotage dataSource) {
        Effects.add(handlers, QUEUE, batch);
        if (slowly && batch.attempt(batch.rows().get(0)) == 1 && !dataSource.isDone()) {
            await().atMost(Stress.PATIENCE).until(dataSource::isDone);
            OffsetDateTime end = leaseEnd();
            await().atMost(Stress.PATIENCE)
                    .ignoreExceptions()
                    .until(() -> leaseEnd().isAfter(end));
        }
    }

    private OffsetDateTime leaseEnd() {
        return dsl.fetchSingle("select coalesce(max(locked_until), now()) from pgstride_job")
                .get(0, OffsetDateTime.class);
    }

    /** Only what was worked on and could not be acknowledged is worked on again; where the answer alone was lost, it was acknowledged. */
    private static void assertDoubled(Phase phase, Event event, Count count) {
        boolean again = phase == Phase.ACKNOWLEDGEMENT && !isSentAgain(event) && event != Event.HALF_OPEN
                || phase == Phase.HANDLER && event == Event.HALF_OPEN;
        assertThat(count.doubled()).as("%s", count).isEqualTo(again ? 10 : 0);
    }

    private static boolean isSentAgain(Event event) {
        return event.isRetryable() || event == Event.LOCK_TIMEOUT;
    }

    /** A heartbeat that failed is made up for by the next one; an acknowledgement in a deadlock or after a lock timeout is sent again. */
    private void assertTold(Phase phase, Event event) {
        boolean split = event == Event.LOCK_TIMEOUT && phase == Phase.HANDLER;
        boolean again = phase == Phase.ACKNOWLEDGEMENT && isSentAgain(event);
        boolean failed = !split && !again && phase != Phase.HEARTBEAT;
        assertThat(heard.splits.get() > 0).as("split").isEqualTo(split);
        assertThat(heard.databaseFailed.isEmpty())
                .as("%s", heard.databaseFailed)
                .isEqualTo(!failed);
    }
}
