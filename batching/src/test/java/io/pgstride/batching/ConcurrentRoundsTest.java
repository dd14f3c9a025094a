package io.pgstride.batching;

import static io.pgstride.batching.Jobs.JOBS;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.batching.Jobs.Job;
import io.pgstride.batching.internal.run.Round;
import io.pgstride.batching.internal.run.RoundResult;
import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Eight workers on one table. */
@PostgresTest
class ConcurrentRoundsTest {
    private static final int ROWS = 3_000;
    private static final int WORKERS = 8;
    private static final int BATCH = 40;

    private final DataSource dataSource;
    private final DSLContext dsl;
    private final PostgresDatabase database;
    private final Rig rig;

    ConcurrentRoundsTest(DataSource dataSource, DSLContext dsl, PostgresDatabase database) {
        this.database = database;
        this.dataSource = dataSource;
        this.dsl = dsl;
        this.rig = Rig.on(dataSource);
    }

    @BeforeEach
    void load() {
        Jobs.create(dsl, ROWS);
    }

    private static void effect(DSLContext tx, List<Job> jobs) {
        tx.execute("insert into effects select unnest(?::bigint[])", (Object)
                jobs.stream().map(Job::id).toArray(Long[]::new));
    }

    private int doubled() {
        return dsl.fetchSingle("select count(*) - count(distinct job) from effects")
                .get(0, Integer.class);
    }

    private int lost() {
        return dsl.fetchSingle("select count(*) from jobs where id not in (select job from effects)")
                .get(0, Integer.class);
    }

    @Test
    void eachRowsEffectIsThereExactlyOnce() throws Exception {
        Round round = rig.transactional(Jobs.claim(), (tx, batch) -> effect(tx, batch.rows()));
        RoundResult total = Rig.drain(WORKERS, round, BATCH);
        assertThat(total).isEqualTo(new RoundResult(ROWS, ROWS, 0, 0, 0, false));
        assertThat(doubled()).isZero();
        assertThat(lost()).isZero();
    }

    /** Bad rows and deadlocks make batches roll back, forget the hint, and be tried apart, while others claim around them. */
    @Test
    void eachGoodRowsEffectIsThereExactlyOnceThoughBatchesFail() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Round round = rig.transactional(Jobs.fullClaim(), (tx, batch) -> {
            effect(tx, batch.rows());
            if (calls.incrementAndGet() % 20 == 0) {
                tx.execute("do $$ begin raise 'deadlock' using errcode = '40P01'; end $$");
            }
            for (Job job : batch) {
                if (job.id() % 100 == 0) {
                    throw new IllegalStateException("bad");
                }
            }
        });
        Rig.drain(WORKERS, round, BATCH);
        assertThat(doubled()).isZero();
        assertThat(lost()).isEqualTo(ROWS / 100);
        assertThat(dsl.fetchCount(JOBS, JOBS.STATE.eq(Jobs.PENDING).and(JOBS.ATTEMPTS.ge(1))))
                .isEqualTo(ROWS / 100);
    }

    @Test
    void underLeasesEachRowIsHandledOnceToo() throws Exception {
        Round round = rig.leased(Jobs.leasedClaim(), (anywhere, batch) -> effect(anywhere, batch.rows()))
                .round();
        RoundResult total = Rig.drain(WORKERS, round, BATCH);
        assertThat(total).isEqualTo(new RoundResult(ROWS, ROWS, 0, 0, 0, false));
        assertThat(doubled()).isZero();
        assertThat(lost()).isZero();
    }

    /** The control: a claim without locks, in the same harness. */
    @Test
    void withoutLocksEffectsAreDoubled() throws Exception {
        DSLContext own = DSL.using(dataSource, SQLDialect.POSTGRES);
        CountDownLatch first = new CountDownLatch(WORKERS);
        Round naive = (most, sweep) -> own.transactionResult(tx -> {
            List<Job> jobs = tx.dsl()
                    .selectFrom(JOBS)
                    .where(JOBS.STATE.eq(Jobs.PENDING))
                    .orderBy(JOBS.RUN_AT, JOBS.ID)
                    .limit(most)
                    .fetch();
            first.countDown();
            first.await(10, TimeUnit.SECONDS);
            effect(tx.dsl(), jobs);
            // One marks at a time, as two that mark the same rows in different orders would deadlock.
            tx.dsl().execute("select pg_advisory_xact_lock(1)");
            tx.dsl()
                    .update(JOBS)
                    .set(JOBS.STATE, Jobs.DONE)
                    .where(JOBS.ID.in(jobs.stream().map(Job::id).toList()))
                    .execute();
            return new RoundResult(jobs.size(), jobs.size(), 0, 0, 0, false);
        });
        Rig.drain(WORKERS, naive, 1_000);
        assertThat(doubled()).isPositive();
    }

    @Test
    void aClaimTakesNoMoreThanItsLimitHoweverItIsPlanned() {
        forceNestedLoops(true);
        try {
            Round leased =
                    rig.leased(Jobs.leasedClaim(), (anywhere, batch) -> {}).round();
            assertThat(leased.run(1, true).claimed()).isEqualTo(1);
            assertThat(leased.run(1, false).claimed()).isEqualTo(1);
            assertThat(rig.transactional(Jobs.claim(), (tx, batch) -> {})
                            .run(1, true)
                            .claimed())
                    .isEqualTo(1);
        } finally {
            forceNestedLoops(false);
        }
        assertThat(Jobs.in(dsl, Jobs.DONE)).isEqualTo(3);
    }

    /** The control: LIMIT 1 takes many, as the subquery is run again for each row of the outer table. */
    @Test
    void theNaiveClaimOvershootsItsLimit() {
        forceNestedLoops(true);
        try {
            assertThat(dsl.execute("""
                    update jobs set state = 1 where id in
                        (select id from jobs where state = 0 order by run_at, id limit 1 for update skip locked)
                    """)).isGreaterThan(1);
        } finally {
            forceNestedLoops(false);
        }
    }

    /** In every session from now on. */
    private void forceNestedLoops(boolean on) {
        for (String other : List.of("hashjoin", "mergejoin", "hashagg", "sort", "material")) {
            dsl.execute("alter database \"" + database.name() + "\" set enable_" + other + " = " + (on ? "off" : "on"));
        }
    }
}
