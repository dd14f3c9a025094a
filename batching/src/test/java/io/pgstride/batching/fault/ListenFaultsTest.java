package io.pgstride.batching.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgstride.batching.BatchProcessor;
import io.pgstride.batching.fault.Effects.Count;
import io.pgstride.batching.fault.Sabotage.Point;
import io.pgstride.batching.job.JobTable;
import io.pgstride.core.transaction.Transactions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of docs/batching-failures.md: each event for the connection that listens. It listens again, and looks then. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class ListenFaultsTest {
    private static final String QUEUE = "q";
    private static final JobTable JOBS = Effects.JOBS.notifying("faults");

    @AutoClose
    private final FaultyServer server = FaultyServer.take();

    private final DSLContext dsl = server.dsl();
    private final Sabotage listening = server.sabotaged();

    static Stream<Event> vanishing() {
        return Stream.of(Event.values()).filter(Event::isVanishing);
    }

    @BeforeEach
    void createTable() {
        Effects.create(dsl);
    }

    @ParameterizedTest
    @EnumSource(Event.class)
    void aFailureToListenIsMadeUpFor(Event event) {
        listening.plan(Point.statement("^listen"), event);
        try (BatchProcessor processor = processor()) {
            processor.start();
            await().atMost(Stress.PATIENCE).until(listening::isDone);
            assertWoken();
        }
    }

    @ParameterizedTest
    @MethodSource("vanishing")
    void aLostConnectionIsReplaced(Event event) {
        try (BatchProcessor processor = processor()) {
            processor.start();
            List<Integer> before = awaitListening(List.of());
            switch (event) {
                case TERMINATED -> dsl.fetch("select pg_terminate_backend(?, 10000)", before.get(0));
                case CUT -> server.proxy().cut();
                case HALF_OPEN -> server.halfOpen();
                default -> server.restart();
            }
            awaitListening(before);
            assertWoken();
        }
    }

    private void assertWoken() {
        awaitListening(List.of());
        Transactions.on(server.direct()).run(tx -> {
            long id = JOBS.enqueue(tx, io.pgstride.batching.job.Job.of(QUEUE, JSONB.valueOf("{}")))
                    .orElseThrow();
            tx.execute("insert into enqueued values (?, ?)", QUEUE, id);
        });
        await().atMost(Stress.PATIENCE).until(() -> Effects.pending(dsl, QUEUE) == 0);
        assertThat(Count.of(dsl, QUEUE).isExactlyOnce()).isTrue();
    }

    /** Backends that have listened last, others than those. */
    private List<Integer> awaitListening(List<Integer> others) {
        return await().atMost(Stress.PATIENCE)
                .ignoreExceptions()
                .until(
                        () -> dsl.fetch("select pid from pg_stat_activity where query ilike 'listen%'")
                                .getValues(0, Integer.class),
                        pids -> !pids.isEmpty() && !others.containsAll(pids));
    }

    /** Polls once in an hour, so that only a notification can end its wait. */
    private BatchProcessor processor() {
        return BatchProcessor.on(server.direct())
                .claim(JOBS.claim(QUEUE))
                .transactional((tx, batch) -> Effects.add(tx, QUEUE, batch))
                .pollInterval(Duration.ofHours(1))
                .wakeUpBy("faults", listening)
                .build();
    }
}
