package io.pgstride.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import io.pgstride.testing.TcpProxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.postgresql.ds.PGSimpleDataSource;

/** Mostly waits. */
@PostgresTest
@Execution(ExecutionMode.CONCURRENT)
class VanishedServerTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Numbers numbers;
    private final PostgresDatabase database;
    private TcpProxy proxy;

    VanishedServerTest(PostgresDatabase database) {
        this.database = database;
        this.numbers = new Numbers(database.dataSource());
    }

    @BeforeEach
    void connect() {
        proxy = TcpProxy.to(database.server().host(), database.server().port());
    }

    @AfterEach
    void disconnect() {
        proxy.close();
    }

    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void workGoesOnWhenTheServerIsBack() throws SQLException {
        numbers.add(50);
        CountDownLatch some = new CountDownLatch(2);
        try (BatchProcessor processor = numbers.processor(through(), (tx, ids) -> {
                    some.countDown();
                    if (some.getCount() == 0) {
                        proxy.refuse(true);
                        proxy.cut();
                    }
                })
                .batchSize(10)
                .build()) {
            processor.start();
            await().atMost(LIMIT).until(() -> some.getCount() == 0);
            await().atMost(LIMIT).until(() -> numbers.sweeps.size() > 5);
            assertThat(processor.isRunning()).isTrue();
            assertThat(numbers.pending()).isEqualTo(40);
            proxy.close();
        }
        try (BatchProcessor processor = numbers.processor((tx, ids) -> {}).build()) {
            assertThat(processor.drain().done()).isEqualTo(40);
        }
        assertThat(numbers.once()).isEqualTo(50);
    }

    /** Half-open: the server gets what is sent, and its answers do not come. */
    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void stopsByItsDeadlineWhenNothingAnswers() throws SQLException {
        numbers.add(50);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch silent = new CountDownLatch(1);
        BatchProcessor processor = numbers.processor(through(), (tx, ids) -> {
                    inside.countDown();
                    assertThat(silent.await(LIMIT.toSeconds(), TimeUnit.SECONDS))
                            .isTrue();
                    tx.execute("select 1");
                })
                .workers(2)
                .batchSize(10)
                .wakeUpBy("numbers")
                .name("vanished")
                .build();
        processor.start();
        await().atMost(LIMIT).until(() -> inside.getCount() == 0);
        proxy.dropResponses(true);
        silent.countDown();
        long start = System.nanoTime();
        processor.stop(Duration.ofMillis(200));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(12));
        await().atMost(LIMIT).until(() -> StopTest.threads("vanished").isEmpty());
        proxy.cut();
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(database.dsl()
                                .fetch("select 1 from numbers where not done for update nowait")
                                .size())
                        .isEqualTo(50));
    }

    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void anIdleProcessorStopsWhenNothingAnswers() throws SQLException {
        BatchProcessor processor = numbers.processor(through(), (tx, ids) -> {})
                .pollInterval(Duration.ofMillis(50))
                .wakeUpBy("numbers")
                .name("vanished")
                .build();
        processor.start();
        await().atMost(LIMIT).until(() -> numbers.sweeps.size() > 2);
        proxy.dropResponses(true);
        await().atMost(LIMIT).until(() -> StopTest.threads("vanished").size() == 2);
        long start = System.nanoTime();
        processor.stop(Duration.ofMillis(200));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(12));
        await().atMost(LIMIT).until(() -> StopTest.threads("vanished").isEmpty());
    }

    /** Where a connection is waited for, only the driver or a pool can end the wait. */
    private DataSource through() throws SQLException {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(database.urlThrough(proxy));
        dataSource.setLoginTimeout(3);
        return dataSource;
    }
}
