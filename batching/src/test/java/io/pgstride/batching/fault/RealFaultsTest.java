package io.pgstride.batching.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import io.pgstride.batching.Batch;
import io.pgstride.batching.BatchHandler;
import io.pgstride.batching.BatchProcessor;
import io.pgstride.batching.BatchProcessorBuilder;
import io.pgstride.batching.RetryBackoff;
import io.pgstride.batching.backfill.Backfill;
import io.pgstride.batching.backfill.BackfillResult;
import io.pgstride.batching.fault.Effects.Count;
import io.pgstride.batching.job.JobRecord;
import io.pgstride.core.transaction.Isolation;
import io.pgstride.core.transaction.Transactions;
import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** The server's errors that can be had for real: two who lock in different orders, an overtaken snapshot, a lock that is held, a trigger that fails. */
@PostgresTest
@Timeout(90)
class RealFaultsTest {
    private static final String QUEUE = "q";
    private static final int JOBS = 20;

    private final PGSimpleDataSource dataSource = new PGSimpleDataSource();
    private final DSLContext dsl;
    private final Heard heard = new Heard();
    private final AtomicInteger calls = new AtomicInteger();
    private List<Long> jobs;

    RealFaultsTest(PostgresDatabase database) {
        dsl = database.dsl();
        dataSource.setUrl(database.url());
        dataSource.setOptions("-c deadlock_timeout=100ms");
    }

    @BeforeEach
    void create() {
        Effects.create(dsl);
        dsl.execute("drop table if exists accounts, pgstride_backfill_range, pgstride_backfill");
        dsl.execute("create table accounts (id bigint primary key, n int not null)");
        dsl.execute("insert into accounts select g, 0 from generate_series(1, 3) g");
        jobs = Effects.enqueue(Transactions.on(dataSource), QUEUE, JOBS);
    }

    @Test
    void deadlock() throws Exception {
        try (Connection other = dataSource.getConnection()) {
            other.setAutoCommit(false);
            execute(other, "set deadlock_timeout = '1min'; update accounts set n = n where id = 2");
            CompletableFuture<?> crossing = new CompletableFuture<>();
            drain(builder((tx, batch) -> {
                tx.execute("update accounts set n = n + 1 where id = 1");
                if (calls.incrementAndGet() == 1) {
                    CompletableFuture.runAsync(() -> cross(other, crossing));
                }
                tx.execute("update accounts set n = n + 1 where id = 2");
                Effects.add(tx, QUEUE, batch);
            }));
            crossing.join();
        }
        assertThat(calls.get()).isGreaterThan(2);
        assertThat(heard.databaseFailed).isEmpty();
        assertThat(heard.splits).hasValue(0);
        assertThat(dsl.fetchSingle("select sum(n) from accounts").get(0, int.class))
                .isEqualTo(4);
    }

    private static void cross(Connection other, CompletableFuture<?> crossing) {
        try {
            execute(other, "update accounts set n = n where id = 1");
            other.commit();
            crossing.complete(null);
        } catch (SQLException e) {
            crossing.completeExceptionally(e);
        }
    }

    @Test
    void serializationFailure() {
        drain(builder((tx, batch) -> {
                    if (calls.incrementAndGet() == 1) {
                        dsl.execute("update accounts set n = n + 10 where id = 1");
                    }
                    tx.execute("update accounts set n = n + 1 where id = 1");
                    Effects.add(tx, QUEUE, batch);
                })
                .transactions(units -> units.isolation(Isolation.REPEATABLE_READ)));
        assertThat(calls).hasValue(3);
        assertThat(heard.databaseFailed).isEmpty();
        assertThat(heard.splits).hasValue(0);
        assertThat(dsl.fetchSingle("select n from accounts where id = 1").get(0, int.class))
                .isEqualTo(12);
    }

    @Test
    void lockTimeoutOfOneRow() throws Exception {
        try (Connection other = dataSource.getConnection()) {
            other.setAutoCommit(false);
            execute(other, "update accounts set n = n where id = 2");
            try (BatchProcessor processor = builder((tx, batch) -> {
                        touchAccounts(tx, batch);
                        Effects.add(tx, QUEUE, batch);
                    })
                    .transactions(units -> units.lockTimeout(Duration.ofMillis(100)))
                    .retry(new RetryBackoff(25, Duration.ofDays(300), Duration.ofDays(300)))
                    .build()) {
                assertThat(processor.drain().done()).isEqualTo(JOBS - 1);
                assertThat(processor.report().retried()).isEqualTo(1);
            }
            other.rollback();
        }
        assertThat(heard.splits.get()).isPositive();
        assertThat(dsl.fetch("select id, attempts from pgstride_job").intoMap(0, 1))
                .isEqualTo(java.util.Map.of(jobs.get(4), 1));
        Count count = Count.of(dsl, QUEUE);
        assertThat(count.lost()).isEqualTo(1);
        assertThat(count.doubled()).isZero();
    }

    /** One job works on the account that is locked. */
    private void touchAccounts(DSLContext tx, Batch<JobRecord> batch) {
        boolean locked = batch.rows().stream().anyMatch(job -> job.id() == jobs.get(4));
        tx.execute("update accounts set n = n + 1 where id = ?", locked ? 2 : 1);
    }

    @Test
    void diskFull() {
        dsl.execute("create or replace function full_disk() returns trigger language plpgsql as $$ begin"
                + " raise exception 'could not extend file' using errcode = '53100'; end $$");
        dsl.execute("create trigger full_disk before insert on effects execute function full_disk()");
        try (BatchProcessor processor =
                builder((tx, batch) -> Effects.add(tx, QUEUE, batch)).build()) {
            processor.start();
            await().atMost(Stress.PATIENCE).until(() -> heard.databaseFailed.size() >= 2);
            assertThat(Effects.pending(dsl, QUEUE)).isEqualTo(JOBS);
            dsl.execute("drop trigger full_disk on effects");
            await().atMost(Stress.PATIENCE).until(() -> Effects.pending(dsl, QUEUE) == 0);
        }
        assertThat(Count.of(dsl, QUEUE).isExactlyOnce()).isTrue();
        assertThat(heard.splits).hasValue(0);
    }

    @Test
    void backfillWaitsForARowThatIsLocked() throws Exception {
        Field<Long> id = field(name("accounts", "id"), SQLDataType.BIGINT);
        Field<Integer> n = field(name("accounts", "n"), SQLDataType.INTEGER);
        BackfillResult result;
        try (Connection other = dataSource.getConnection()) {
            other.setAutoCommit(false);
            execute(other, "update accounts set n = n where id = 2");
            result = Backfill.on(dataSource)
                    .name("locked")
                    .update(table(name("accounts")))
                    .key(id)
                    .set(n, n.plus(1))
                    .lockTimeout(Duration.ofMillis(100))
                    .listener(progress -> {
                        if (progress.retries() == 2) {
                            rollback(other);
                        }
                    })
                    .build()
                    .run();
        }
        assertThat(result.retries()).isEqualTo(2);
        assertThat(dsl.fetch("select n from accounts").getValues(0, Integer.class))
                .containsOnly(1);
    }

    private BatchProcessorBuilder builder(BatchHandler<JobRecord> handler) {
        return BatchProcessor.on(dataSource)
                .claim(Effects.JOBS.claim(QUEUE))
                .transactional(handler)
                .batchSize(10)
                .listener(heard);
    }

    private void drain(BatchProcessorBuilder builder) {
        try (BatchProcessor processor = builder.build()) {
            assertThat(processor.drain().done()).isEqualTo(JOBS);
        }
        assertThat(Count.of(dsl, QUEUE).isExactlyOnce()).isTrue();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
