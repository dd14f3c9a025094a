package io.pgstride.batching.backfill;

import static io.pgstride.batching.backfill.Items.ID;
import static io.pgstride.batching.backfill.Items.ITEMS;
import static io.pgstride.batching.backfill.Items.N;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgstride.batching.BatchSize;
import io.pgstride.core.PgstrideException;
import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import java.sql.Connection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.ExecuteListener;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@PostgresTest
@Timeout(60)
class BackfillControlTest {
    private static final int ROWS = 1_000;

    private final DataSource dataSource;
    private final DSLContext dsl;
    private final BackfillControl control;

    BackfillControlTest(PostgresDatabase database) {
        this.dataSource = database.dataSource();
        this.dsl = database.dsl();
        this.control = BackfillControl.on(dataSource);
    }

    @BeforeEach
    void createTable() {
        Items.create(dsl, ROWS);
    }

    @Test
    void pausedBackfillWaitsUntilResumed() {
        AtomicReference<Progress> last = new AtomicReference<>();
        AtomicReference<Progress> resumed = new AtomicReference<>();
        CompletableFuture<BackfillResult> run = CompletableFuture.supplyAsync(increment()
                .listener(progress -> {
                    Progress before = last.getAndSet(progress);
                    if (before != null
                            && before.waitingFor().isPresent()
                            && progress.waitingFor().isEmpty()) {
                        resumed.set(progress);
                    }
                    if (progress.scanned() == 300) {
                        pauseOnce();
                    }
                })
                .build()::run);
        await().until(() -> last.get() != null && last.get().waitingFor().isPresent());
        assertThat(last.get().waitingFor().orElseThrow()).hasToString("paused");
        assertThat(Items.sumOfN(dsl)).isEqualTo(300);
        BackfillStatus status = control.status("increment").orElseThrow();
        assertThat(status.state()).isEqualTo(BackfillState.PAUSED);
        assertThat(status.scanned()).isEqualTo(300);
        assertThat(status.table()).isEqualTo("\"items\"");
        assertThat(status.lastBatchAt()).isPresent();
        control.resume("increment");
        assertDone(run.join());
        assertThat(control.status("increment").orElseThrow().state()).isEqualTo(BackfillState.COMPLETED);
        assertThat(resumed.get().rowsPerSecond())
                .as("the pause is no part of the rate")
                .isZero();
    }

    private boolean paused;

    private void pauseOnce() {
        if (!paused) {
            paused = true;
            control.pause("increment");
        }
    }

    @Test
    void stoppedBackfillEndsAndTheNextRunContinues() {
        BackfillResult stopped = increment().listener(stopAt(300)).build().run();
        assertThat(stopped.ended()).isEqualTo(BackfillEnd.STOPPED);
        assertThat(stopped.scanned()).isEqualTo(300);
        assertThat(control.status("increment").orElseThrow().state()).isEqualTo(BackfillState.STOPPED);
        BackfillResult rest = increment().build().run();
        assertThat(rest.scanned()).isEqualTo(ROWS - 300);
        assertDone(rest);
    }

    /** The command comes after the last batch, when only rows that were added since are left. */
    @Test
    void aBackfillThatFollowsItsTableIsStoppedBetweenTwoTurns() {
        BackfillResult stopped = increment()
                .untilEmpty()
                .batchSize(BatchSize.fixed(300))
                .listener(after(ROWS, () -> control.stop("increment")))
                .build()
                .run();
        assertThat(stopped.ended()).isEqualTo(BackfillEnd.STOPPED);
        assertThat(stopped.scanned()).isEqualTo(ROWS);
        BackfillResult rest =
                increment().batchSize(BatchSize.fixed(300)).untilEmpty().build().run();
        assertThat(rest.ended()).isEqualTo(BackfillEnd.COMPLETED);
        assertThat(rest.scanned()).isEqualTo(50);
    }

    @Test
    void aBackfillThatFollowsItsTableIsResetBetweenTwoTurns() {
        BackfillResult reset = increment()
                .untilEmpty()
                .batchSize(BatchSize.fixed(300))
                .listener(after(ROWS, () -> control.reset("increment")))
                .build()
                .run();
        assertThat(reset.ended()).isEqualTo(BackfillEnd.STOPPED);
        assertThat(reset.scanned()).isEqualTo(ROWS);
        assertThat(control.list()).isEmpty();
    }

    private ProgressListener after(int scanned, Runnable command) {
        return progress -> {
            if (progress.scanned() == scanned && progress.ended().isEmpty()) {
                dsl.execute("insert into items (id, kind) select 1000000 + i, 'late' from generate_series(1, 50) i");
                command.run();
            }
        };
    }

    @Test
    void pausedBackfillIsStoppedToo() {
        CompletableFuture<BackfillResult> run = CompletableFuture.supplyAsync(
                increment().listener(progress -> pauseOnce()).build()::run);
        await().until(() -> control.status("increment")
                .map(BackfillStatus::state)
                .filter(BackfillState.PAUSED::equals)
                .isPresent());
        control.stop("increment");
        assertThat(run.join().ended()).isEqualTo(BackfillEnd.STOPPED);
    }

    @Test
    void resetBackfillEndsAndTheNextRunBeginsAnew() {
        BackfillResult reset = increment()
                .listener(progress -> {
                    if (progress.scanned() == 300) {
                        control.reset("increment");
                    }
                })
                .build()
                .run();
        assertThat(reset.ended()).isEqualTo(BackfillEnd.STOPPED);
        assertThat(control.list()).isEmpty();
        assertThat(increment().build().run().scanned()).isEqualTo(ROWS);
        assertThat(Items.maxOfN(dsl)).isEqualTo(2);
    }

    @Test
    void unknownNamesAreRefused() {
        assertThat(control.list()).isEmpty();
        assertThat(control.status("none")).isEmpty();
        assertThatThrownBy(() -> control.pause("none"))
                .isInstanceOf(PgstrideException.class)
                .hasMessageContaining("no checkpoint of a backfill \"none\"");
        increment().build().run();
        assertThatThrownBy(() -> control.reset("none")).isInstanceOf(PgstrideException.class);
    }

    @Test
    void runnersOfOneNameShareTheWork() throws Exception {
        Map<Long, String> doneBy = new ConcurrentHashMap<>();
        CountDownLatch both = new CountDownLatch(2);
        CompletableFuture<BackfillResult> one = CompletableFuture.supplyAsync(runner("one", doneBy, both)::run);
        CompletableFuture<BackfillResult> two = CompletableFuture.supplyAsync(runner("two", doneBy, both)::run);
        BackfillResult first = one.get(50, TimeUnit.SECONDS);
        BackfillResult second = two.get(50, TimeUnit.SECONDS);
        assertThat(first.scanned() + second.scanned()).isEqualTo(ROWS);
        assertThat(first.scanned()).isPositive();
        assertThat(second.scanned()).isPositive();
        assertThat(doneBy).hasSize(ROWS);
        assertThat(Items.minOfN(dsl)).isEqualTo(1);
        assertThat(Items.maxOfN(dsl)).isEqualTo(1);
    }

    /** Each holds its first batch open until the other has one too: so they are at work at once, on different ranges. */
    private Backfill runner(String who, Map<Long, String> doneBy, CountDownLatch both) {
        return Backfill.on(dataSource)
                .name("increment")
                .transform(ITEMS, (tx, rows) -> {
                    both.countDown();
                    assertThat(both.await(40, TimeUnit.SECONDS)).isTrue();
                    rows.forEach(row -> {
                        row.set(N, row.get(N) + 1);
                        doneBy.put(row.get(ID), who);
                    });
                })
                .key(ID)
                .parallelRanges(2)
                .batchSize(BatchSize.fixed(20))
                .build();
    }

    @Test
    void runnerWithoutARangeTakesOverFromOneThatDies() throws Exception {
        increment().listener(stopAt(300)).build().run();
        control.resume("increment");
        try (Connection owner = dataSource.getConnection()) {
            owner.setAutoCommit(false);
            DSL.using(owner).execute("select from pgstride_backfill_range where name = 'increment' for update");
            AtomicInteger attempts = new AtomicInteger();
            Backfill backfill = increment()
                    .transactions(transactions -> transactions.configuration(new DefaultConfiguration()
                            .set(SQLDialect.POSTGRES)
                            .set(ExecuteListener.onStart(context -> attempts.incrementAndGet()))))
                    .build();
            CompletableFuture<BackfillResult> standby = CompletableFuture.supplyAsync(backfill::run);
            await().until(() -> attempts.get() > 40);
            assertThat(standby).isNotDone();
            assertThat(Items.sumOfN(dsl)).isEqualTo(300);
            dsl.execute("select pg_terminate_backend({0})", DSL.inline(pid(owner)));
            assertDone(standby.get(30, TimeUnit.SECONDS));
        }
    }

    private static int pid(Connection connection) {
        return DSL.using(connection).fetchSingle("select pg_backend_pid()").get(0, int.class);
    }

    private ProgressListener stopAt(int scanned) {
        return progress -> {
            if (progress.scanned() == scanned) {
                control.stop("increment");
            }
        };
    }

    private UpdateBackfill increment() {
        return Backfill.on(dataSource)
                .name("increment")
                .update(ITEMS)
                .key(ID)
                .set(N, N.plus(1))
                .batchSize(BatchSize.fixed(100));
    }

    private void assertDone(BackfillResult result) {
        assertThat(result.ended()).isEqualTo(BackfillEnd.COMPLETED);
        assertThat(result.changedInAll()).isEqualTo(ROWS);
        assertThat(Items.minOfN(dsl)).isEqualTo(1);
        assertThat(Items.maxOfN(dsl)).isEqualTo(1);
    }
}
