package io.pgstride.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.core.RetriesExhaustedException;
import io.pgstride.testing.PostgresTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jooq.exception.DataAccessException;
import org.jooq.exception.NoDataFoundException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class DrainTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final DataSource dataSource;
    private Numbers numbers;

    DrainTest(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @BeforeEach
    void empty() {
        numbers = new Numbers(dataSource);
    }

    @Test
    void emptiesTheTableAndReportsIt() {
        numbers.add(1_050);
        AtomicInteger seen = new AtomicInteger();
        BatchProcessor processor =
                numbers.processor((dsl, ids) -> seen.addAndGet(ids.size())).build();
        ProcessingReport report = processor.drain();
        assertThat(report).isEqualTo(new ProcessingReport(1_050, 1_050, 0, 0, 0, 11, report.elapsed()));
        assertThat(report.donePerSecond()).isPositive();
        assertThat(seen).hasValue(1_050);
        assertThat(numbers.once()).isEqualTo(1_050);
        assertThat(processor.isRunning()).isFalse();
        assertThat(processor.report()).isEqualTo(report);
    }

    @Test
    void ofNothingDoesNothingAndCanBeRepeated() {
        BatchProcessor processor = numbers.processor((dsl, ids) -> {}).build();
        assertThat(processor.report().elapsed()).isZero();
        assertThat(processor.drain().batches()).isZero();
        numbers.add(3);
        assertThat(processor.drain().done()).isEqualTo(3);
    }

    @Test
    void onlyASweepIsBelievedThatNothingIsPending() {
        numbers.add(1);
        numbers.processor((dsl, ids) -> {}).build().drain();
        assertThat(numbers.sweeps).hasSize(3).startsWith(true).endsWith(true);
    }

    @Test
    void withoutHintEachClaimIsASweep() {
        numbers.add(3);
        numbers.processor((dsl, ids) -> {}).withoutHint().batchSize(1).build().drain();
        assertThat(numbers.sweeps).hasSize(4).containsOnly(true);
    }

    @Test
    void whatAHandlerAddsIsProcessedToo() {
        numbers.add(1);
        AtomicInteger calls = new AtomicInteger();
        ProcessingReport report = numbers.processor((dsl, ids) -> {
                    if (calls.incrementAndGet() < 5) {
                        dsl.execute("insert into numbers select max(id) + 1 from numbers");
                    }
                })
                .build()
                .drain();
        assertThat(report.done()).isEqualTo(5);
    }

    @Test
    void severalProcessorsOfSeveralWorkersShareTheWork() throws Exception {
        numbers.add(10_000);
        Set<String> threads = ConcurrentHashMap.newKeySet();
        ExecutorService others = Executors.newFixedThreadPool(3);
        try {
            List<Future<ProcessingReport>> drains = new ArrayList<>();
            for (int i = 1; i <= 3; i++) {
                BatchProcessor processor = numbers.processor(
                                (dsl, ids) -> threads.add(Thread.currentThread().getName()))
                        .name("p" + i)
                        .workers(4)
                        .batchSize(20)
                        .build();
                drains.add(others.submit(processor::drain));
            }
            long done = 0;
            for (Future<ProcessingReport> drain : drains) {
                done += drain.get(LIMIT.toSeconds(), TimeUnit.SECONDS).done();
            }
            assertThat(done).isEqualTo(10_000);
        } finally {
            others.shutdownNow();
        }
        assertThat(numbers.once()).isEqualTo(10_000);
        assertThat(threads)
                .contains("pgstride-p1-worker-1", "pgstride-p3-worker-4")
                .hasSize(12);
    }

    /** The control. */
    @Test
    void withoutRowLocksSomeWorkIsDoneTwice() {
        numbers.add(1_000);
        numbers.withoutLocks((dsl, ids) -> {}).workers(8).batchSize(20).build().drain();
        assertThat(numbers.pending()).isZero();
        assertThat(numbers.once()).isLessThan(1_000);
    }

    @Test
    void runsOnceAtATime() throws Exception {
        numbers.add(1);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        BatchProcessor processor = numbers.processor((dsl, ids) -> {
                    inside.countDown();
                    await(go);
                })
                .build();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<ProcessingReport> drain = other.submit(processor::drain);
            await(inside);
            assertThat(processor.isRunning()).isTrue();
            assertThatThrownBy(processor::drain).hasMessage("processor numbers runs already; stop it first");
            assertThatThrownBy(processor::start).isInstanceOf(IllegalStateException.class);
            go.countDown();
            assertThat(drain.get(LIMIT.toSeconds(), TimeUnit.SECONDS).done()).isEqualTo(1);
        } finally {
            go.countDown();
            other.shutdownNow();
        }
    }

    @Test
    void anErrorOfAHandlerEndsItAfterTheBatchesOfOthers() {
        numbers.add(40);
        CountDownLatch otherIsIn = new CountDownLatch(1);
        CountDownLatch failed = new CountDownLatch(1);
        AtomicReference<Throwable> told = new AtomicReference<>();
        BatchProcessor processor = numbers.processor((dsl, ids) -> {
                    if (ids.contains(1L)) {
                        await(otherIsIn);
                        throw new AssertionError("mine");
                    }
                    otherIsIn.countDown();
                    await(failed);
                })
                .workers(2)
                .batchSize(10)
                .listener(new ProcessingListener() {
                    @Override
                    public void processorFailed(Throwable failure) {
                        told.set(failure);
                        failed.countDown();
                    }
                })
                .build();
        assertThatThrownBy(processor::drain).isInstanceOf(AssertionError.class).hasMessage("mine");
        assertThat(processor.report().done()).isEqualTo(10);
        assertThat(numbers.pending()).isEqualTo(30);
        assertThat(told.get()).hasMessage("mine");
        assertThat(processor.failure()).containsSame(told.get());
    }

    @Test
    void aFailureThatDoesNotPassIsThrown() {
        numbers.add(1);
        BatchProcessor processor =
                numbers.processor((dsl, ids) -> dsl.execute("select 1 / 0")).build();
        assertThatThrownBy(processor::drain).isInstanceOf(DataAccessException.class);
        assertThatThrownBy(() -> numbers.processor((dsl, ids) -> {
                            throw new NoDataFoundException("none");
                        })
                        .build()
                        .drain())
                .isInstanceOf(NoDataFoundException.class);
        assertThat(numbers.pending()).isEqualTo(1);
    }

    @Test
    void aFailureThatPassesIsBorne() {
        numbers.add(10);
        AtomicInteger failures = new AtomicInteger();
        List<Exception> told = new ArrayList<>();
        ProcessingReport report = numbers.processor((dsl, ids) -> {
                    if (failures.incrementAndGet() <= 3) {
                        throw new SQLException("disk full", "53100");
                    }
                })
                .listener(new ProcessingListener() {
                    @Override
                    public void databaseFailed(Exception failure) {
                        told.add(failure);
                    }
                })
                .build()
                .drain();
        assertThat(report.done()).isEqualTo(10);
        assertThat(told).hasSize(3).allSatisfy(e -> assertThat(e).hasRootCauseMessage("disk full"));
        assertThat(numbers.once()).isEqualTo(10);
    }

    @Test
    void patienceEnds() {
        numbers.add(10);
        BatchProcessor processor = numbers.processor((dsl, ids) -> {
                    throw new RetriesExhaustedException(5, Duration.ofMillis(1), new SQLException("deadlock", "40P01"));
                })
                .patience(Duration.ofMillis(200))
                .build();
        assertThatThrownBy(processor::drain).isInstanceOf(RetriesExhaustedException.class);
        assertThat(numbers.pending()).isEqualTo(10);
    }

    @Test
    void anInterruptOfTheCallerUndoesWhatRuns() throws Exception {
        numbers.add(25);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        BatchProcessor processor = numbers.processor((dsl, ids) -> {
                    if (!ids.contains(1L)) {
                        inside.countDown();
                        never.await();
                    }
                })
                .batchSize(10)
                .build();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<Boolean> interrupted = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            try {
                processor.drain();
            } catch (DrainInterruptedException e) {
                thrown.set(e);
                interrupted.set(Thread.currentThread().isInterrupted());
            }
        });
        caller.start();
        await(inside);
        caller.interrupt();
        caller.join(LIMIT.toMillis());
        assertThat(thrown.get())
                .isInstanceOfSatisfying(
                        DrainInterruptedException.class,
                        e -> assertThat(e.report().done()).isEqualTo(10));
        assertThat(interrupted.get()).isTrue();
        assertThat(numbers.pending()).isEqualTo(15);
    }

    @Test
    void aHandlerThatInterruptsItsOwnThreadDoesNotStopIt() {
        numbers.add(30);
        ProcessingReport report = numbers.processor(
                        (dsl, ids) -> Thread.currentThread().interrupt())
                .batchSize(10)
                .build()
                .drain();
        assertThat(report.done()).isEqualTo(30);
    }

    @Test
    void sizesFollowTheTimeThatBatchesTake() {
        numbers.add(2_000);
        List<Integer> sizes = new ArrayList<>();
        numbers.processor((dsl, ids) -> sizes.add(ids.size()))
                .batchSize(BatchSize.adaptive(10, 500, Duration.ofSeconds(5)))
                .build()
                .drain();
        assertThat(sizes).startsWith(100, 120, 144);
    }

    @Test
    void sizesShrinkWhenTheDatabaseSuffers() {
        numbers.add(300);
        List<Integer> sizes = new ArrayList<>();
        numbers.processor((dsl, ids) -> {
                    sizes.add(ids.size());
                    if (sizes.size() == 1) {
                        throw new SQLException("deadlock", "57014");
                    }
                })
                .batchSize(BatchSize.adaptive(10, 500, Duration.ofSeconds(5)))
                .build()
                .drain();
        assertThat(sizes).startsWith(100, 50);
    }

    @Test
    void aListenerThatThrowsChangesNothing() {
        numbers.add(30);
        assertThat(numbers.processor((dsl, ids) -> {})
                        .batchSize(10)
                        .listener(new ProcessingListener() {
                            @Override
                            public void batchEnded(ProcessingReport batch) {
                                throw new IllegalStateException("listener, on purpose");
                            }
                        })
                        .build()
                        .drain()
                        .done())
                .isEqualTo(30);
    }

    @Test
    void pausesBetweenBatches() {
        numbers.add(30);
        ProcessingReport report = numbers.processor((dsl, ids) -> {})
                .batchSize(10)
                .pauseBetweenBatches(Duration.ofMillis(100))
                .build()
                .drain();
        assertThat(report.elapsed()).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
