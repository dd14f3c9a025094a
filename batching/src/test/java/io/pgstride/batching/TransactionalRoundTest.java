package io.pgstride.batching;

import static io.pgstride.batching.Jobs.JOBS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.batching.Jobs.Job;
import io.pgstride.batching.internal.run.Round;
import io.pgstride.batching.internal.run.RoundResult;
import io.pgstride.testing.PostgresTest;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.jooq.impl.DefaultExecuteListenerProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class TransactionalRoundTest {
    private final DSLContext dsl;
    private final Rig rig;
    private final List<Long> seen = new ArrayList<>();

    TransactionalRoundTest(DataSource dataSource, DSLContext dsl) {
        this.dsl = dsl;
        this.rig = Rig.on(dataSource);
    }

    @BeforeEach
    void load() {
        Jobs.create(dsl, 10);
    }

    private void see(DSLContext transaction, Batch<Job> batch) {
        batch.forEach(job -> seen.add(job.id()));
    }

    @Test
    void rowsComeInOrderAndAreDoneOnce() {
        dsl.execute("update jobs set run_at = run_at - id * interval '1 second' where id < 4");
        RoundResult total = Rig.drain(rig.transactional(Jobs.claim(), this::see), 4);
        assertThat(seen).containsExactly(3L, 2L, 1L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(total).isEqualTo(new RoundResult(10, 10, 0, 0, 0, false));
        assertThat(Jobs.in(dsl, Jobs.DONE)).isEqualTo(10);
    }

    @Test
    void rowsOfOneTimeComeByTheirKeyAndNoneIsLeftOut() {
        Rig.drain(rig.transactional(Jobs.claim(), this::see), 3);
        assertThat(seen).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    }

    @Test
    void aBatchIsTwoStatements() {
        AtomicInteger statements = new AtomicInteger();
        Rig counted = rig.transactions(transactions -> transactions.configuration(new DefaultConfiguration()
                .set(SQLDialect.POSTGRES)
                .set(new DefaultExecuteListenerProvider(new Counter(statements)))));
        Round round = counted.transactional(Jobs.claim(), this::see);
        round.run(2, true);
        statements.set(0);
        round.run(2, false);
        assertThat(statements).hasValue(2);
    }

    private record Counter(AtomicInteger statements) implements ExecuteListener {
        private static final long serialVersionUID = 1L;

        @Override
        public void executeStart(ExecuteContext context) {
            statements.incrementAndGet();
        }
    }

    @Test
    void effectsAndAcknowledgementCommitTogether() {
        Round round = rig.transactional(Jobs.claim(), (tx, batch) -> {
            tx.execute("insert into effects select id from jobs where state = 0");
            assertThat(dsl.fetchCount(DSL.table("effects"))).isZero();
        });
        round.run(10, true);
        assertThat(dsl.fetchCount(DSL.table("effects"))).isEqualTo(10);
        assertThat(Jobs.in(dsl, Jobs.DONE)).isEqualTo(10);
    }

    @Test
    void doneRowsAreDeletedIfAsked() {
        Claim<Job> claim =
                Claim.from(JOBS).key(JOBS.ID).where(JOBS.STATE.eq(Jobs.PENDING)).deleteDone();
        assertThat(Rig.drain(rig.transactional(claim, this::see), 3).done()).isEqualTo(10);
        assertThat(dsl.fetchCount(JOBS)).isZero();
    }

    @Test
    void higherPrioritiesComeFirstAndNoneLast() {
        dsl.execute("update jobs set priority = id % 3 where id > 2");
        Rig.drain(rig.transactional(Jobs.claim().priority(JOBS.PRIORITY), this::see), 2);
        assertThat(seen).containsExactly(5L, 8L, 4L, 7L, 10L, 3L, 6L, 9L, 1L, 2L);
    }

    @Test
    void rowsWaitUntilTheyAreDue() {
        dsl.execute("update jobs set run_at = now() + interval '1 hour' where id > 4");
        Rig.drain(rig.transactional(Jobs.claim().dueAt(JOBS.RUN_AT), this::see), 3);
        assertThat(seen).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void severalConditionsAndSeveralColumnsHoldTogether() {
        OffsetDateTime never = null;
        Claim<Job> claim = Jobs.claim()
                .where(JOBS.ID.gt(8L).or(JOBS.ID.lt(2L)))
                .done(JOBS.LOCKED_UNTIL, never)
                .done(JOBS.LAST_ERROR, "it's done");
        Rig.drain(rig.transactional(claim, this::see), 3);
        assertThat(seen).containsExactly(1L, 9L, 10L);
        assertThat(Jobs.job(dsl, 9).lastError()).isEqualTo("it's done");
    }

    @Test
    void theHandlerMayAcknowledgeByItself() {
        Claim<Job> claim = Claim.from(JOBS).key(JOBS.ID).where(JOBS.STATE.eq(Jobs.PENDING));
        Round round = rig.transactional(
                claim,
                (tx, batch) -> batch.forEach(job -> tx.update(JOBS)
                        .set(JOBS.STATE, Jobs.DONE)
                        .where(JOBS.ID.eq(job.id()))
                        .execute()));
        assertThat(Rig.drain(round, 4).done()).isEqualTo(10);
    }

    @Test
    void rowsThatNobodyAcknowledgesEndItWithAnError() {
        Claim<Job> claim = Claim.from(JOBS).key(JOBS.ID).where(JOBS.STATE.eq(Jobs.PENDING));
        Round round = rig.transactional(claim, (tx, batch) -> {
            tx.execute("insert into effects values (1)");
            tx.update(JOBS)
                    .set(JOBS.STATE, Jobs.DONE)
                    .where(JOBS.ID.eq(batch.rows().get(0).id()))
                    .execute();
        });
        assertThatThrownBy(() -> round.run(4, false)).isInstanceOfSatisfying(UnacknowledgedRowsException.class, e -> {
            assertThat(e.rows()).isEqualTo(3);
            assertThat(e.table()).isEqualTo("jobs");
        });
        assertThat(Jobs.in(dsl, Jobs.PENDING)).isEqualTo(10);
        assertThat(dsl.fetchCount(DSL.table("effects"))).isZero();
    }

    @Test
    void anAcknowledgementThatLeavesRowsPendingEndsItWithAnError() {
        Claim<Job> claim =
                Claim.from(JOBS).key(JOBS.ID).where(JOBS.STATE.eq(Jobs.PENDING)).done(JOBS.LAST_ERROR, "none");
        assertThatThrownBy(() -> rig.transactional(claim, this::see).run(4, false))
                .isInstanceOf(UnacknowledgedRowsException.class);
    }

    @Test
    void theHandlerMayDeleteRowsThatAreToBeSet() {
        Round round = rig.transactional(Jobs.claim(), (tx, batch) -> tx.execute("delete from jobs where id = 2"));
        assertThat(round.run(10, true).done()).isEqualTo(10);
        assertThat(Jobs.in(dsl, Jobs.DONE)).isEqualTo(9);
    }

    @Test
    void theHandlerMayChangeItsRecords() {
        Round round = rig.transactional(Jobs.claim(), (tx, batch) -> batch.forEach(job -> job.set(JOBS.ID, -1L)));
        assertThat(round.run(10, true).done()).isEqualTo(10);
        assertThat(Jobs.in(dsl, Jobs.DONE)).isEqualTo(10);
    }

    @Test
    void aTableMayHaveAnAlias() {
        org.jooq.Table<Job> j = JOBS.as("j");
        Claim<Job> claim = Claim.from(j)
                .key(j.field(JOBS.ID))
                .where(j.field(JOBS.STATE).eq(Jobs.PENDING))
                .orderBy(j.field(JOBS.RUN_AT))
                .done(j.field(JOBS.STATE), Jobs.DONE);
        assertThat(Rig.drain(rig.transactional(claim, this::see), 3).done()).isEqualTo(10);
        assertThat(seen).hasSize(10);
    }
}
