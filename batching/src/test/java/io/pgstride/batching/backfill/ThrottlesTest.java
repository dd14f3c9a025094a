package io.pgstride.batching.backfill;

import static io.pgstride.batching.backfill.Items.ID;
import static io.pgstride.batching.backfill.Items.ITEMS;
import static io.pgstride.batching.backfill.Items.N;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgstride.batching.BatchSize;
import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@PostgresTest
@Timeout(60)
class ThrottlesTest {
    private static final int ROWS = 1_000;

    private final DataSource dataSource;
    private final DSLContext dsl;

    ThrottlesTest(PostgresDatabase database) {
        this.dataSource = database.dataSource();
        this.dsl = database.dsl();
    }

    @BeforeEach
    void createTable() {
        Items.create(dsl, ROWS);
    }

    @Test
    void throttledBackfillWaitsReportsAndGoesOn() {
        AtomicInteger waiters = new AtomicInteger(4);
        List<Progress> heard = new CopyOnWriteArrayList<>();
        CompletableFuture<BackfillResult> run = CompletableFuture.supplyAsync(increment()
                .throttle(Throttles.poolWaiters(waiters::get, 3))
                .listener(heard::add)
                .build()::run);
        BackfillControl control = BackfillControl.on(dataSource);
        await().until(() ->
                control.status("increment").flatMap(BackfillStatus::waitingFor).isPresent());
        assertThat(heard.get(0).waitingFor().orElseThrow())
                .isEqualTo(new ThrottleReason("pool-waiters", "4 threads wait for a connection, limit 3"));
        assertThat(Items.sumOfN(dsl)).isZero();
        waiters.set(3);
        assertThat(run.join().changed()).isEqualTo(ROWS);
        BackfillStatus status = control.status("increment").orElseThrow();
        assertThat(status.waitingFor()).isEmpty();
        assertThat(heard.get(heard.size() - 1).waitingFor()).isEmpty();
    }

    @Test
    void throttledBackfillIsStopped() {
        CompletableFuture<BackfillResult> run = CompletableFuture.supplyAsync(increment()
                .throttle(Throttles.poolWaiters(() -> 1, 0))
                .parallelRanges(2)
                .build()::run);
        BackfillControl control = BackfillControl.on(dataSource);
        await().until(() ->
                control.status("increment").flatMap(BackfillStatus::waitingFor).isPresent());
        control.stop("increment");
        assertThat(run.join().ended()).isEqualTo(BackfillEnd.STOPPED);
        assertThat(Items.sumOfN(dsl)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void throttledBackfillIsInterrupted(int parallel) throws Exception {
        List<BackfillResult> results = new CopyOnWriteArrayList<>();
        List<Progress> heard = new CopyOnWriteArrayList<>();
        Thread thread = new Thread(() -> results.add(increment()
                .throttle(Throttles.poolWaiters(() -> 1, 0))
                .parallelRanges(parallel)
                .listener(heard::add)
                .build()
                .run()));
        thread.start();
        await().until(() -> !heard.isEmpty());
        thread.interrupt();
        thread.join();
        assertThat(results.get(0).ended()).isEqualTo(BackfillEnd.INTERRUPTED);
    }

    @Test
    void checksAreSeldom() {
        AtomicInteger checks = new AtomicInteger();
        long start = System.nanoTime();
        BackfillResult result = increment()
                .throttle(Throttles.poolWaiters(checks::incrementAndGet, Integer.MAX_VALUE))
                .batchSize(BatchSize.fixed(10))
                .parallelRanges(2)
                .build()
                .run();
        assertThat(result.batches()).isGreaterThanOrEqualTo(100);
        assertThat((long) checks.get()).isBetween(1L, 1 + (System.nanoTime() - start) / 1_000_000_000);
    }

    @Test
    void walRateKeepsTheMean() {
        dsl.execute("alter table items add filler text");
        Throttle rate = Throttles.walRate(100_000);
        assertThat(rate.check(dsl)).isEmpty();
        long before = wal();
        dsl.execute("update items set filler = repeat('x', 1000)");
        long written = wal() - before;
        assertThat(written).isGreaterThan(1_000_000);
        assertThat(rate.check(dsl).orElseThrow())
                .matches("the server has written [0-9,]+ bytes of WAL beyond the limit of 100,000 a second");
        Throttle generous = Throttles.walRate(Long.MAX_VALUE / 4);
        assertThat(generous.check(dsl)).isEmpty();
        dsl.execute("update items set filler = repeat('y', 1000)");
        assertThat(generous.check(dsl)).isEmpty();
    }

    private long wal() {
        return dsl.fetchSingle("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint")
                .get(0, long.class);
    }

    @Test
    void vacuumOfTheTableIsSeen() throws SQLException {
        dsl.execute("create table busy (id bigint primary key, filler text) with (autovacuum_enabled = off)");
        dsl.execute("insert into busy select i, repeat('x', 500) from generate_series(1, 20000) i");
        dsl.execute("update busy set filler = repeat('y', 500)");
        Throttle busy = Throttles.autovacuumOn(DSL.table(DSL.name("busy")));
        Throttle items = Throttles.autovacuumOn(ITEMS);
        assertThat(busy.check(dsl)).isEmpty();
        try (Connection vacuumer = dataSource.getConnection();
                Statement statement = vacuumer.createStatement()) {
            statement.execute("set vacuum_cost_delay = '100ms'");
            statement.execute("set vacuum_cost_limit = 1");
            CompletableFuture<Void> vacuum = CompletableFuture.runAsync(() -> execute(statement, "vacuum busy"));
            await().until(() -> vacuum.isDone() || busy.check(dsl).isPresent());
            assertThat(busy.check(dsl).orElseThrow()).startsWith("table busy is vacuumed (");
            assertThat(items.check(dsl)).isEmpty();
            statement.cancel();
            assertThatThrownBy(vacuum::join).hasMessageContaining("canceling");
        }
        await().until(() -> busy.check(dsl).isEmpty());
        dsl.execute("drop table busy");
    }

    @Test
    void vacuumOfAPartitionIsSeen() throws SQLException {
        dsl.execute("create table parts (id bigint primary key, filler text) partition by range (id)");
        dsl.execute("create table part1 partition of parts default");
        dsl.execute("insert into parts select i, repeat('x', 500) from generate_series(1, 20000) i");
        dsl.execute("delete from parts where id % 2 = 0");
        Throttle parts = Throttles.autovacuumOn(DSL.table(DSL.name("parts")));
        try (Connection vacuumer = dataSource.getConnection();
                Statement statement = vacuumer.createStatement()) {
            statement.execute("set vacuum_cost_delay = '100ms'");
            statement.execute("set vacuum_cost_limit = 1");
            CompletableFuture<Void> vacuum = CompletableFuture.runAsync(() -> execute(statement, "vacuum part1"));
            await().until(() -> vacuum.isDone() || parts.check(dsl).isPresent());
            statement.cancel();
            assertThatThrownBy(vacuum::join).hasMessageContaining("canceling");
        }
        dsl.execute("drop table parts");
    }

    private static void execute(Statement statement, String sql) {
        try {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    @Test
    void oldTransactionIsSeen() throws SQLException {
        Throttle throttle = Throttles.oldestTransaction(Duration.ofMillis(50));
        try (Connection old = dataSource.getConnection()) {
            old.setAutoCommit(false);
            DSL.using(old).execute("insert into copies values (1, 'open')");
            await().until(() -> throttle.check(dsl).isPresent());
            assertThat(throttle.check(dsl).orElseThrow())
                    .matches("the transaction of session \\d+ is open for \\d+ ms, limit 50 ms");
            assertThat(Throttles.oldestTransaction(Duration.ofHours(1)).check(dsl))
                    .isEmpty();
            old.rollback();
        }
        await().until(() -> throttle.check(dsl).isEmpty());
    }

    @Test
    void oldXminIsSeen() throws SQLException {
        Throttle throttle = Throttles.oldestXmin(20);
        try (Connection old = dataSource.getConnection()) {
            old.setAutoCommit(false);
            old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            DSL.using(old).execute("select from items");
            for (int i = 0; i < 30; i++) {
                dsl.execute("insert into copies values ({0}, '')", DSL.inline(i));
            }
            assertThat(throttle.check(dsl).orElseThrow())
                    .matches("the oldest xmin, of session \\d+, is \\d+ transactions old, limit 20");
            assertThat(Throttles.oldestXmin(1_000_000).check(dsl)).isEmpty();
            old.rollback();
        }
        await().until(() -> throttle.check(dsl).isEmpty());
    }

    /** There is no standby here: only that the statement runs, and finds none behind. */
    @Test
    void withoutStandbysNoneIsBehind() {
        assertThat(Throttles.replicaLag(Duration.ofMillis(1)).check(dsl)).isEmpty();
        assertThat(Throttles.replicaLag(1).check(dsl)).isEmpty();
    }

    @Test
    void failingCheckEndsTheRun() {
        Throttle failing = Throttle.of("failing", tx -> {
            throw new IllegalStateException("cannot look");
        });
        assertThatThrownBy(increment().throttle(failing).build()::run)
                .isInstanceOf(BackfillFailedException.class)
                .hasRootCauseMessage("cannot look");
    }

    @Test
    void limitsAreChecked() {
        assertThatIllegalArgumentException().isThrownBy(() -> Throttles.replicaLag(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> Throttles.replicaLag(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Throttles.walRate(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> Throttles.poolWaiters(() -> 0, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> Throttles.oldestXmin(0));
        assertThat(Throttles.replicaLag(Duration.ofSeconds(1))).hasToString("replica-lag 1000 ms");
        assertThat(Throttles.walRate(5)).hasToString("wal-rate 5 bytes/s");
        assertThat(Throttles.oldestXmin(7)).hasToString("oldest-xmin 7");
        assertThat(Throttle.of("own", tx -> Optional.empty())).hasToString("own");
    }

    private UpdateBackfill increment() {
        return Backfill.on(dataSource)
                .name("increment")
                .update(ITEMS)
                .key(ID)
                .set(N, N.plus(1))
                .batchSize(BatchSize.fixed(100));
    }
}
