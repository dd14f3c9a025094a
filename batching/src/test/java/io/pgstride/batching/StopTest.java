package io.pgstride.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgstride.testing.PostgresTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class StopTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final DataSource dataSource;
    private final DSLContext dsl;
    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private Numbers numbers;

    StopTest(DataSource dataSource, DSLContext dsl) {
        this.dataSource = dataSource;
        this.dsl = dsl;
    }

    @BeforeEach
    void empty() {
        numbers = new Numbers(dataSource);
    }

    @Test
    void processesWhatComesUntilItIsStopped() {
        numbers.add(100);
        BatchProcessor processor = numbers.processor((tx, ids) -> {})
                .workers(3)
                .batchSize(7)
                .pollInterval(Duration.ofMillis(50))
                .build();
        processor.start();
        await().atMost(LIMIT).until(() -> numbers.pending() == 0);
        numbers.add(50);
        await().atMost(LIMIT).until(() -> numbers.pending() == 0);
        assertThat(processor.isRunning()).isTrue();
        assertThat(threads("numbers"))
                .containsExactlyInAnyOrder(
                        "pgstride-numbers-worker-1", "pgstride-numbers-worker-2", "pgstride-numbers-worker-3");
        ProcessingReport report = processor.stop(LIMIT);
        assertThat(threads("numbers")).isEmpty();
        assertThat(report.done()).isEqualTo(150);
        assertThat(numbers.once()).isEqualTo(150);
        assertThat(processor.isRunning()).isFalse();
    }

    @Test
    void canBeStartedAgainUntilItIsClosed() {
        BatchProcessor processor = numbers.processor((tx, ids) -> {}).build();
        for (int i = 0; i < 3; i++) {
            numbers.add(10);
            processor.start();
            await().atMost(LIMIT).until(() -> numbers.pending() == 0);
            assertThat(processor.stop(LIMIT).done()).isEqualTo(10);
        }
        processor.close();
        processor.close();
        assertThat(processor.stop(Duration.ZERO).done()).isEqualTo(10);
        assertThatThrownBy(processor::start).hasMessage("processor numbers is closed; build another one");
        assertThatThrownBy(processor::drain).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closesWhatNeverRan() {
        numbers.processor((tx, ids) -> {}).build().close();
        assertThatThrownBy(() -> numbers.processor((tx, ids) -> {}).build().stop(Duration.ofSeconds(-1)))
                .hasMessageContaining("PT-1S");
    }

    @Test
    void anIdleProcessorStopsAtOnce() {
        BatchProcessor processor = numbers.processor((tx, ids) -> {})
                .workers(4)
                .pollInterval(Duration.ofHours(1))
                .build();
        processor.start();
        await().atMost(LIMIT).until(() -> numbers.sweeps.size() >= 4);
        long start = System.nanoTime();
        processor.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void aRunningHandlerMayFinish() {
        numbers.add(30);
        BatchProcessor processor = numbers.processor((tx, ids) -> {
                    inside.countDown();
                    assertThat(go.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
                })
                .batchSize(10)
                .build();
        processor.start();
        awaitInside();
        Thread stopper = new Thread(() -> processor.stop(LIMIT));
        stopper.start();
        await().atMost(LIMIT).until(() -> stopper.getState() == Thread.State.TIMED_WAITING);
        go.countDown();
        await().atMost(LIMIT).until(() -> !stopper.isAlive());
        assertThat(numbers.once()).isEqualTo(10);
        assertThat(numbers.pending()).isEqualTo(20);
    }

    @Test
    void afterTheDeadlineAHandlerIsInterruptedAndItsRowsArePending() {
        numbers.add(30);
        AtomicBoolean interrupted = new AtomicBoolean();
        BatchProcessor processor = numbers.processor((tx, ids) -> {
                    inside.countDown();
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        interrupted.set(true);
                        throw e;
                    }
                })
                .batchSize(10)
                .build();
        processor.start();
        awaitInside();
        ProcessingReport report = processor.stop(Duration.ofMillis(100));
        assertThat(interrupted).isTrue();
        assertThat(report.done()).isZero();
        assertThat(report.elapsed()).isLessThan(Duration.ofSeconds(10));
        assertThat(numbers.pending()).isEqualTo(30);
        assertThat(processor.failure()).isEmpty();
        assertThat(threads("numbers")).isEmpty();
    }

    @Test
    void aStatementThatRunsOnIsCancelledOnTheServer() {
        numbers.add(10);
        BatchProcessor processor = numbers.processor((tx, ids) -> {
                    inside.countDown();
                    tx.execute("select pg_sleep(600) /* stop me */");
                })
                .build();
        processor.start();
        awaitInside();
        await().atMost(LIMIT).until(() -> sleeping() == 1);
        processor.stop(Duration.ZERO);
        assertThat(threads("numbers")).doesNotContain("pgstride-numbers-worker-1");
        await().atMost(LIMIT).until(() -> threads("numbers").isEmpty());
        assertThat(sleeping()).isZero();
        assertThat(numbers.pending()).isEqualTo(10);
        assertThat(processor.failure()).isEmpty();
    }

    @Test
    void aHandlerThatIgnoresItsInterruptIsRolledBackAllTheSame() {
        numbers.add(10);
        AtomicReference<Thread> worker = new AtomicReference<>();
        BatchProcessor processor = numbers.processor((tx, ids) -> {
                    worker.set(Thread.currentThread());
                    inside.countDown();
                    boolean gone = false;
                    while (!gone) {
                        try {
                            go.await();
                            gone = true;
                        } catch (InterruptedException e) {
                            tx.settings();
                        }
                    }
                })
                .build();
        processor.start();
        awaitInside();
        long start = System.nanoTime();
        processor.stop(Duration.ZERO);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(12));
        assertThat(worker.get().isAlive()).isTrue();
        assertThat(numbers.pending()).isEqualTo(10);
        go.countDown();
        await().atMost(LIMIT).until(() -> !worker.get().isAlive());
        assertThat(numbers.pending()).isEqualTo(10);
    }

    @Test
    void aHandlerMayStopIt() {
        numbers.add(30);
        AtomicReference<BatchProcessor> self = new AtomicReference<>();
        self.set(numbers.processor((tx, ids) -> self.get().stop(LIMIT))
                .batchSize(10)
                .build());
        self.get().start();
        await().atMost(LIMIT).until(() -> !self.get().isRunning());
        assertThat(self.get().stop(LIMIT).done()).isEqualTo(10);
        assertThat(numbers.pending()).isEqualTo(20);
    }

    @Test
    void aDrainCanBeStopped() throws Exception {
        numbers.add(30);
        AtomicReference<BatchProcessor> self = new AtomicReference<>();
        self.set(numbers.processor((tx, ids) -> self.get().stop(LIMIT))
                .batchSize(10)
                .build());
        assertThat(self.get().drain().done()).isEqualTo(10);
    }

    @Test
    void anInterruptOfTheStopperStandsForTheDeadline() {
        numbers.add(10);
        BatchProcessor processor = numbers.processor((tx, ids) -> {
                    inside.countDown();
                    go.await();
                })
                .build();
        processor.start();
        awaitInside();
        Thread.currentThread().interrupt();
        processor.stop(Duration.ofHours(1));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(numbers.pending()).isEqualTo(10);
        assertThat(threads("numbers")).isEmpty();
    }

    @Test
    void anErrorEndsItAndIsKept() {
        numbers.add(10);
        BatchProcessor processor = numbers.processor((tx, ids) -> {
                    throw new AssertionError("mine, on purpose");
                })
                .workers(3)
                .build();
        processor.start();
        await().atMost(LIMIT).until(() -> !processor.isRunning());
        await().atMost(LIMIT).until(() -> threads("numbers").isEmpty());
        assertThat(processor.failure()).get().isInstanceOf(AssertionError.class);
        assertThat(processor.stop(LIMIT).done()).isZero();
        assertThat(numbers.pending()).isEqualTo(10);
    }

    @Test
    void aClaimThatTheDatabaseRefusesIsTriedUntilItIsMended() {
        numbers.add(10);
        dsl.execute("alter table numbers rename to elsewhere");
        BatchProcessor processor = numbers.processor((tx, ids) -> {}).build();
        processor.start();
        await().atMost(LIMIT).until(() -> numbers.sweeps.size() >= 3);
        assertThat(processor.isRunning()).isTrue();
        dsl.execute("alter table elsewhere rename to numbers");
        await().atMost(LIMIT).until(() -> numbers.pending() == 0);
        processor.close();
    }

    @Test
    void threadsCanBeMadeElsewhere() {
        numbers.add(10);
        AtomicInteger made = new AtomicInteger();
        BatchProcessor processor = numbers.processor((tx, ids) -> {
                    assertThat(Thread.currentThread().getName()).isEqualTo("pgstride-numbers-worker-1");
                    assertThat(Thread.currentThread().isDaemon()).isTrue();
                })
                .threads(work -> {
                    made.incrementAndGet();
                    Thread thread = new Thread(work, "another name");
                    thread.setDaemon(true);
                    return thread;
                })
                .build();
        assertThat(processor.drain().done()).isEqualTo(10);
        assertThat(made).hasValue(1);
    }

    private int sleeping() {
        return dsl.fetchSingle(
                        "select count(*)::int from pg_stat_activity where query like '%stop me%' and state = 'active' and pid <> pg_backend_pid()")
                .get(0, Integer.class);
    }

    private void awaitInside() {
        await().atMost(LIMIT).until(() -> inside.getCount() == 0);
    }

    static List<String> threads(String processor) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("pgstride-" + processor + "-"))
                .toList();
    }
}
