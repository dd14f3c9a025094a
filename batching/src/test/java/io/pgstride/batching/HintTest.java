package io.pgstride.batching;

import static io.pgstride.batching.Jobs.JOBS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.batching.Jobs.Job;
import io.pgstride.batching.internal.run.Round;
import io.pgstride.testing.PostgresTest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Claims that begin where the last one ended, and what comes before it. */
@PostgresTest
class HintTest {
    private final DSLContext dsl;
    private final Rig rig;
    private final List<Long> seen = new ArrayList<>();
    private final AtomicBoolean failing = new AtomicBoolean();

    HintTest(DataSource dataSource, DSLContext dsl) {
        this.dsl = dsl;
        this.rig = Rig.on(dataSource);
    }

    @BeforeEach
    void load() {
        Jobs.create(dsl, 10);
    }

    private void see(DSLContext transaction, Batch<Job> batch) throws SQLException {
        if (failing.getAndSet(false)) {
            throw new SQLException("gone", "08006");
        }
        batch.forEach(job -> seen.add(job.id()));
    }

    private void makeLate(long id) {
        dsl.execute("insert into jobs (id, run_at) values (?, now() - interval '1 day')", id);
    }

    @Test
    void aRowThatCameLateBehindTheHintIsFoundByASweepOnly() {
        Round round = rig.transactional(Jobs.claim(), this::see);
        round.run(3, false);
        makeLate(-1);
        assertThat(round.run(3, false).claimed()).isEqualTo(3);
        assertThat(seen).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(round.run(1, true).claimed()).isEqualTo(1);
        assertThat(seen).endsWith(-1L);
    }

    @Test
    void anEmptyResultKeepsTheHintAndASweepThatWasNotFilledToo() {
        Round round = rig.transactional(Jobs.claim(), this::see);
        round.run(10, false);
        assertThat(round.run(10, false).claimed()).isZero();
        makeLate(-1);
        assertThat(round.run(10, false).claimed()).isZero();
        assertThat(round.run(10, true).claimed()).isEqualTo(1);
        makeLate(-2);
        assertThat(round.run(10, false).claimed()).isZero();
        dsl.execute("insert into jobs (id) values (11)");
        assertThat(round.run(10, false).claimed()).isEqualTo(1);
    }

    @Test
    void aRollbackForgetsTheHint() {
        Round round = rig.transactional(Jobs.claim(), this::see);
        round.run(3, false);
        failing.set(true);
        assertThatThrownBy(() -> round.run(3, false)).hasRootCauseMessage("gone");
        assertThat(round.run(3, false).claimed()).isEqualTo(3);
        assertThat(seen).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void aRetriedTransactionClaimsItsRowsAgain() {
        AtomicBoolean conflicting = new AtomicBoolean(true);
        Round round = rig.transactional(Jobs.claim(), (tx, batch) -> {
            if (conflicting.getAndSet(false)) {
                throw new SQLException("conflict", "40001");
            }
            see(tx, batch);
        });
        assertThat(round.run(3, false).done()).isEqualTo(3);
        assertThat(seen).containsExactly(1L, 2L, 3L);
    }

    @Test
    void underLeasesWhatWasGivenBackIsFoundAtOnce() {
        Round round = rig.leased(Jobs.leasedClaim(), this::see).round();
        round.run(3, false);
        failing.set(true);
        assertThatThrownBy(() -> round.run(3, false)).hasRootCauseMessage("gone");
        assertThat(round.run(3, false).claimed()).isEqualTo(3);
        assertThat(seen).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void withoutTheHintOrWithAPriorityEveryClaimIsASweep() {
        for (Round round : List.of(
                rig.withoutHint().transactional(Jobs.claim(), this::see),
                rig.transactional(Jobs.claim().priority(JOBS.PRIORITY), this::see))) {
            round.run(2, false);
            long late = -seen.size();
            dsl.execute("insert into jobs (id, run_at, priority) values (?, now() - interval '1 day', 9)", late);
            round.run(1, false);
            assertThat(seen).endsWith(late);
        }
    }

    @Test
    void rowsWithNullInTheOrderAreFoundBySweeps() {
        Claim<Job> claim = Claim.from(JOBS)
                .key(JOBS.ID)
                .where(JOBS.STATE.eq(Jobs.PENDING))
                .orderBy(JOBS.PRIORITY)
                .done(JOBS.STATE, Jobs.DONE);
        dsl.execute("update jobs set priority = id where id < 6");
        assertThat(Rig.drain(rig.transactional(claim, this::see), 2).done()).isEqualTo(10);
        assertThat(seen).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    }
}
