package io.pgstride.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgstride.core.InvalidIdentifierException;
import io.pgstride.testing.PostgresTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class WakeUpTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String CHANNEL = "Some \"channel\"";

    private final DataSource dataSource;
    private final DSLContext dsl;
    private final BlockingQueue<Long> handled = new LinkedBlockingQueue<>();
    private Numbers numbers;

    WakeUpTest(DataSource dataSource, DSLContext dsl) {
        this.dataSource = dataSource;
        this.dsl = dsl;
    }

    @BeforeEach
    void empty() {
        numbers = new Numbers(dataSource);
    }

    @Test
    void aNotificationIsPickedUpLongBeforeThePoll() throws Exception {
        try (BatchProcessor processor = processor(Duration.ofMinutes(10)).build()) {
            processor.start();
            awaitListening();
            List<Long> millis = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                long start = System.nanoTime();
                addAndNotify(1);
                assertThat(handled.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).isNotNull();
                millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            }
            assertThat(millis.stream().sorted().toList().get(10))
                    .as("the median of %s", millis)
                    .isLessThan(2_000);
        }
        assertThat(StopTest.threads("numbers")).isEmpty();
        assertThat(listeners()).isZero();
    }

    /** The control. */
    @Test
    void withoutNotificationItWaitsForThePoll() throws Exception {
        try (BatchProcessor processor = processor(Duration.ofMinutes(10)).build()) {
            processor.start();
            awaitListening();
            int rounds = awaitQuiet();
            numbers.add(1);
            assertThat(handled.poll(1, TimeUnit.SECONDS)).isNull();
            assertThat(numbers.sweeps).hasSize(rounds);
        }
    }

    @Test
    void oneNotificationOfManyRowsSetsAllWorkersToWork() {
        Set<Thread> workers = ConcurrentHashMap.newKeySet();
        CountDownLatch all = new CountDownLatch(4);
        try (BatchProcessor processor = numbers.processor((tx, ids) -> {
                    if (workers.add(Thread.currentThread())) {
                        all.countDown();
                        assertThat(all.await(LIMIT.toSeconds(), TimeUnit.SECONDS))
                                .isTrue();
                    }
                })
                .workers(4)
                .batchSize(10)
                .pollInterval(Duration.ofMinutes(10))
                .wakeUpBy(CHANNEL)
                .build()) {
            processor.start();
            awaitListening();
            awaitQuiet();
            addAndNotify(100);
            await().atMost(LIMIT).until(() -> numbers.pending() == 0);
        }
        assertThat(workers).hasSize(4);
    }

    @Test
    void listensAgainWhenItsConnectionIsKilledAndHasALookThen() throws Exception {
        try (BatchProcessor processor = processor(Duration.ofMinutes(10)).build()) {
            processor.start();
            awaitListening();
            awaitQuiet();
            int killed = listenerPid();
            numbers.add(1);
            dsl.execute("select pg_terminate_backend(?)", killed);
            assertThat(handled.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(1);
            await().atMost(LIMIT).until(() -> listeners() == 1 && listenerPid() != killed);
            addAndNotify(1);
            assertThat(handled.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(2);
        }
    }

    @Test
    void pollingGoesOnWhileNobodyCanListen() throws Exception {
        DataSource dead = new Refusing(dataSource);
        try (BatchProcessor processor = numbers.processor((tx, ids) -> handled.addAll(ids))
                .pollInterval(Duration.ofMillis(100))
                .wakeUpBy(CHANNEL, dead)
                .build()) {
            processor.start();
            numbers.add(1);
            assertThat(handled.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(1);
            await().atMost(LIMIT).until(() -> numbers.sweeps.size() > 5);
            numbers.add(1);
            assertThat(handled.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(2);
        }
    }

    @Test
    void oneWorkerPollsForAll() {
        try (BatchProcessor processor = numbers.processor((tx, ids) -> {})
                .workers(8)
                .pollInterval(Duration.ofMillis(200))
                .build()) {
            processor.start();
            await().atMost(LIMIT).until(() -> numbers.sweeps.size() >= 8);
            int before = numbers.sweeps.size();
            long start = System.nanoTime();
            await().atMost(LIMIT).until(() -> numbers.sweeps.size() >= before + 10);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(600));
        }
    }

    @Test
    void aChannelIsAnIdentifier() {
        assertThatThrownBy(() -> processor(LIMIT).wakeUpBy("x".repeat(64)))
                .isInstanceOf(InvalidIdentifierException.class);
    }

    private BatchProcessorBuilder processor(Duration poll) {
        return numbers.processor((tx, ids) -> handled.addAll(ids))
                .workers(2)
                .pollInterval(poll)
                .wakeUpBy(CHANNEL);
    }

    private void addAndNotify(int count) {
        numbers.add(count);
        dsl.execute("select pg_notify(?, '')", CHANNEL);
    }

    private void awaitListening() {
        await().atMost(LIMIT).until(() -> listeners() == 1);
    }

    /** Until the first claims have found nothing; returns how many there were. */
    private int awaitQuiet() {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(300)).until(() -> {
            int before = numbers.sweeps.size();
            await().pollDelay(Duration.ofMillis(250)).until(() -> true);
            return before > 0 && before == numbers.sweeps.size();
        });
        return numbers.sweeps.size();
    }

    private int listeners() {
        return dsl.fetch(
                        "select pid from pg_stat_activity where query like 'listen %' and datname = current_database()")
                .size();
    }

    private int listenerPid() {
        return dsl.fetchSingle(
                        "select pid from pg_stat_activity where query like 'listen %' and datname = current_database()")
                .get(0, Integer.class);
    }
}
