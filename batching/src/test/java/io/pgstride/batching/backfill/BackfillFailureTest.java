package io.pgstride.batching.backfill;

import static io.pgstride.batching.backfill.Items.ID;
import static io.pgstride.batching.backfill.Items.ITEMS;
import static io.pgstride.batching.backfill.Items.N;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.pgstride.batching.BatchSize;
import io.pgstride.core.transaction.Retry;
import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import io.pgstride.testing.TcpProxy;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Each update adds one, so that what was repeated or left out is seen. */
@PostgresTest
@Timeout(90)
class BackfillFailureTest {
    private static final int ROWS = 1_000;
    private static final Retry QUICK = new Retry(4, Duration.ofMillis(5), Duration.ofMillis(20));

    private final PostgresDatabase database;
    private final DataSource dataSource;
    private final DSLContext dsl;

    BackfillFailureTest(PostgresDatabase database) {
        this.database = database;
        this.dataSource = database.dataSource();
        this.dsl = database.dsl();
    }

    @BeforeEach
    void createTable() {
        Items.create(dsl, ROWS);
    }

    @ParameterizedTest
    @CsvSource({"3", "600", "1500", "101503", "103000"})
    void failingTriggerEndsTheRunAndTheNextContinues(long id) {
        fail("53100", "new.id = " + id);
        BackfillFailedException failed = catchThrowableOfType(
                BackfillFailedException.class, increment(dataSource).build()::run);
        assertThat(failed.sqlState()).contains("53100");
        assertThat(failed.attempts()).isEqualTo(1);
        assertThat(failed)
                .hasMessageContaining("backfill \"increment\" failed in range 0, in a batch of 100 rows, at once"
                        + " (SQLSTATE 53100); the server's disk is full: free space, then run it again")
                .hasMessageNotContaining(id + " ");
        BackfillStatus status =
                BackfillControl.on(dataSource).status("increment").orElseThrow();
        assertThat(status.state()).isEqualTo(BackfillState.FAILED);
        assertThat(status.failure().orElseThrow()).contains("SQLSTATE 53100");
        assertThat(status.changed()).isEqualTo(Items.sumOfN(dsl));
        dsl.execute("drop trigger harm on items");
        assertDone(increment(dataSource).build().run());
    }

    @Test
    void aFailureIsToldToTheListener() {
        fail("53100", "new.id = 600");
        List<Progress> heard = new ArrayList<>();
        assertThatThrownBy(increment(dataSource).listener(heard::add).build()::run)
                .isInstanceOf(BackfillFailedException.class);
        assertThat(heard)
                .extracting(progress -> progress.ended().map(Enum::name).orElse(""))
                .containsExactly("", "FAILED");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThatThrownBy(increment(dataSource)
                        .listener(ConsoleProgress.redrawing(new PrintStream(bytes, true, StandardCharsets.UTF_8)))
                        .build()::run)
                .isInstanceOf(BackfillFailedException.class);
        assertThat(bytes.toString(StandardCharsets.UTF_8)).endsWith("  failed after 0 s" + System.lineSeparator());
    }

    @Test
    void aFailureToBeginIsToldToTheListener() {
        List<Progress> heard = new ArrayList<>();
        dsl.execute("drop table items");
        assertThatThrownBy(increment(dataSource).listener(heard::add).build()::run);
        assertThat(heard)
                .extracting(progress -> progress.ended().map(Enum::name).orElse(""))
                .containsExactly("FAILED");
    }

    @ParameterizedTest
    @CsvSource({"40001", "40P01", "55P03", "57014"})
    void contentionHalvesTheBatchesAndPasses(String state) {
        dsl.execute("create sequence if not exists failures");
        dsl.execute("alter sequence failures restart");
        fail(state, "new.id = 600 and nextval('failures') <= 3");
        List<Integer> sizes = new ArrayList<>();
        BackfillResult result = increment(dataSource)
                .batchSize(BatchSize.adaptive(10, 100, Duration.ofMinutes(1)))
                .retry(QUICK)
                .listener(progress -> sizes.add(progress.batchSize()))
                .build()
                .run();
        assertThat(result.retries()).isEqualTo(3);
        assertThat(sizes).contains(50);
        assertThat(sizes).anyMatch(size -> size < 40);
        assertDone(result);
    }

    @Test
    void contentionWithoutEndIsGivenUp() {
        fail("40P01", "new.id = 600");
        BackfillFailedException failed = catchThrowableOfType(
                BackfillFailedException.class,
                increment(dataSource).retry(QUICK).build()::run);
        assertThat(failed.attempts()).isEqualTo(4);
        assertThat(failed.batchSize()).isEqualTo(100);
        assertThat(failed).hasMessageContaining("4 times within").hasMessageContaining("locks in the order of the key");
        dsl.execute("drop trigger harm on items");
        assertDone(increment(dataSource).build().run());
    }

    @Test
    void heldRowLockIsWaitedForNoLongerThanTheTimeout() throws Exception {
        try (Connection holder = dataSource.getConnection()) {
            holder.setAutoCommit(false);
            DSL.using(holder).execute("select from items where id = 600 for update");
            BackfillFailedException failed = catchThrowableOfType(
                    BackfillFailedException.class,
                    increment(dataSource)
                            .lockTimeout(Duration.ofMillis(20))
                            .retry(QUICK)
                            .build()::run);
            assertThat(failed.sqlState()).contains("55P03");
            assertThat(Items.sumOfN(dsl)).isEqualTo(100);

            CompletableFuture<BackfillResult> run = CompletableFuture.supplyAsync(increment(dataSource)
                    .lockTimeout(Duration.ofMillis(20))
                    .retry(new Retry(10_000, Duration.ofMillis(5), Duration.ofMillis(20)))
                    .batchSize(BatchSize.adaptive(1, 100, Duration.ofMinutes(1)))
                    .build()::run);
            await().until(() -> Items.sumOfN(dsl) == 199); // all rows before the locked one
            holder.rollback();
            BackfillResult result = run.get();
            assertThat(result.retries()).isPositive();
            assertDone(result);
        }
    }

    @Test
    void deadlockIsRetried() throws Exception {
        dsl.execute("alter system set deadlock_timeout = '50ms'");
        dsl.execute("select pg_reload_conf()");
        try (Connection other = dataSource.getConnection()) {
            other.setAutoCommit(false);
            DSL.using(other).execute("update items set kind = 'other' where id = 900"); // of the third batch
            CompletableFuture<BackfillResult> run = CompletableFuture.supplyAsync(increment(dataSource)
                    .lockTimeout(Duration.ofSeconds(20))
                    .retry(new Retry(100, Duration.ofMillis(5), Duration.ofMillis(20)))
                    .build()::run);
            await().until(this::waitsForALock);
            boolean backfillLost = true;
            try {
                DSL.using(other).execute("update items set kind = 'other' where id = 603"); // locked by that batch
                other.commit();
            } catch (org.jooq.exception.DataAccessException e) {
                assertThat(e.sqlState()).isEqualTo("40P01");
                backfillLost = false;
                other.rollback();
            }
            BackfillResult result = run.get();
            assertThat(result.retries()).isEqualTo(backfillLost ? 1 : 0);
            assertDone(result);
        } finally {
            dsl.execute("alter system reset deadlock_timeout");
            dsl.execute("select pg_reload_conf()");
        }
    }

    @Test
    void statementTimeoutFindsTheSizeThatPasses() {
        dsl.execute("create or replace function slow() returns trigger language plpgsql as"
                + " 'begin perform pg_sleep(0.004); return new; end'");
        dsl.execute(
                "create trigger harm before update on items for each row when (new.id < 400) execute function slow()");
        BackfillResult result = increment(dataSource)
                .batchSize(BatchSize.adaptive(5, 200, Duration.ofSeconds(10)))
                .statementTimeout(Duration.ofMillis(250))
                .retry(QUICK)
                .build()
                .run();
        assertThat(result.retries()).isPositive();
        assertDone(result);
    }

    @Test
    void transformThatMeetsContentionIsRunAgain() {
        AtomicBoolean meddled = new AtomicBoolean();
        BackfillResult result = Backfill.on(dataSource)
                .name("increment")
                .transform(ITEMS, (tx, rows) -> {
                    if (rows.get(0).get(ID) == 303 && !meddled.getAndSet(true)) {
                        throw new SQLException("could not serialize", "40001");
                    }
                    rows.forEach(row -> row.set(N, row.get(N) + 1));
                })
                .key(ID)
                .batchSize(BatchSize.fixed(100))
                .retry(QUICK)
                .build()
                .run();
        assertThat(result.retries()).isEqualTo(1);
        assertDone(result);
    }

    @ParameterizedTest
    @CsvSource({"100", "500", "1000"})
    void vanishedServerIsLookedForAndFound(int scanned) {
        try (TcpProxy proxy = proxy()) {
            AtomicBoolean done = new AtomicBoolean();
            BackfillResult result = increment(through(proxy))
                    .listener(progress -> {
                        if (progress.scanned() == scanned && !done.getAndSet(true)) {
                            proxy.refuse(true);
                            proxy.cut();
                        } else if (progress.retries() == 3) {
                            proxy.refuse(false);
                        }
                    })
                    .build()
                    .run();
            assertThat(result.retries()).isGreaterThanOrEqualTo(3);
            assertDone(result);
        }
    }

    @Test
    void serverThatDoesNotComeBackIsGivenUp() {
        try (TcpProxy proxy = proxy()) {
            Backfill backfill = increment(through(proxy))
                    .reconnectWithin(Duration.ofMillis(300))
                    .listener(progress -> {
                        if (progress.scanned() == 500) {
                            proxy.refuse(true);
                            proxy.cut();
                        }
                    })
                    .build();
            assertThatThrownBy(backfill::run)
                    .isInstanceOf(BackfillFailedException.class)
                    .hasMessageContaining("the server could not be reached: bring it back");
            proxy.refuse(false);
            assertDone(increment(through(proxy)).build().run());
        }
    }

    /** The answers to a COMMIT, or to what is before it, are lost: whether the batch stands is seen only from its checkpoint. */
    @Test
    void unknownOutcomeOfCommitNeitherRepeatsNorLosesABatch() {
        try (TcpProxy proxy = proxy()) {
            for (int round = 1; round <= 4; round++) {
                Items.create(dsl, ROWS);
                AtomicBoolean harmed = new AtomicBoolean();
                PGSimpleDataSource flaky = through(proxy);
                flaky.setSocketTimeout(1);
                int millis = round;
                Thread[] cutter = new Thread[1];
                BackfillResult result = increment(flaky)
                        .listener(progress -> {
                            if (progress.scanned() == 500 && !harmed.getAndSet(true)) {
                                cutter[0] = new Thread(() -> {
                                    java.util.concurrent.locks.LockSupport.parkNanos(millis * 4_000_000L);
                                    proxy.dropResponses(true);
                                });
                                cutter[0].start();
                            } else if (progress.retries() > 0) {
                                proxy.cut();
                                proxy.dropResponses(false);
                            }
                        })
                        .build()
                        .run();
                assertThat(result.retries()).isPositive();
                assertThat(result.scannedInAll()).isEqualTo(ROWS);
                assertThat(Items.minOfN(dsl)).isEqualTo(1);
                assertThat(Items.maxOfN(dsl)).isEqualTo(1);
            }
        }
    }

    @Test
    void oneFailingRangeEndsTheOthersAfterTheirBatches() {
        fail("P0001", "new.id = 102100");
        Backfill parallel = increment(dataSource).parallelRanges(3).build();
        assertThatThrownBy(parallel::run).isInstanceOf(BackfillFailedException.class);
        assertThat(Items.sumOfN(dsl)).isLessThan(ROWS);
        dsl.execute("drop trigger harm on items");
        BackfillResult rest = increment(dataSource).parallelRanges(3).build().run();
        assertThat(rest.scannedInAll()).isEqualTo(ROWS);
        assertThat(Items.minOfN(dsl)).isEqualTo(1);
        assertThat(Items.maxOfN(dsl)).isEqualTo(1);
    }

    /** Negative control: with its checkpoint in a transaction of its own, the same failure between the two repeats a batch. */
    @Test
    void checkpointInATransactionOfItsOwnRepeatsABatch() {
        long position = 0;
        for (int batch = 0; batch < 3; batch++) {
            dsl.execute("update items set n = n + 1 where id > {0} and id <= {0} + 300", DSL.inline(position));
            if (batch < 2) { // the third is killed here, before it has written where it is
                position += 300;
            }
        }
        dsl.execute("update items set n = n + 1 where id > {0}", DSL.inline(position));
        assertThat(Items.maxOfN(dsl)).isEqualTo(2);
    }

    private boolean waitsForALock() {
        return dsl.fetchSingle("select exists (select from pg_stat_activity where datname = current_database()"
                        + " and wait_event_type = 'Lock')")
                .get(0, boolean.class);
    }

    private TcpProxy proxy() {
        return TcpProxy.to(database.server().host(), database.server().port());
    }

    private PGSimpleDataSource through(TcpProxy proxy) {
        PGSimpleDataSource through = new PGSimpleDataSource();
        through.setUrl(database.urlThrough(proxy));
        return through;
    }

    private static UpdateBackfill increment(DataSource on) {
        return Backfill.on(on)
                .name("increment")
                .update(ITEMS)
                .key(ID)
                .set(N, N.plus(1))
                .batchSize(BatchSize.fixed(100));
    }

    private void fail(String state, String when) {
        dsl.execute("create or replace function harm() returns trigger language plpgsql as $$ begin if " + when
                + " then raise 'harm' using errcode = '" + state + "'; end if; return new; end $$");
        dsl.execute("create trigger harm before update on items for each row execute function harm()");
    }

    private void assertDone(BackfillResult result) {
        assertThat(result.ended()).isEqualTo(BackfillEnd.COMPLETED);
        assertThat(result.changedInAll()).isEqualTo(ROWS);
        assertThat(Items.minOfN(dsl)).isEqualTo(1);
        assertThat(Items.maxOfN(dsl)).isEqualTo(1);
    }
}
