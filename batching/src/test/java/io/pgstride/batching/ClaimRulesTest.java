package io.pgstride.batching;

import static io.pgstride.batching.Jobs.JOBS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.batching.Jobs.Job;
import io.pgstride.testing.PostgresTest;
import java.time.Duration;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.Test;

/** What is refused when a claim is made, or when a processor is. */
@PostgresTest
class ClaimRulesTest {
    private final Rig rig;

    ClaimRulesTest(DataSource dataSource) {
        this.rig = Rig.on(dataSource);
    }

    private static void assertRefused(Supplier<?> claim, String... parts) {
        assertThatThrownBy(claim::get).isInstanceOf(InvalidClaimException.class).hasMessageContainingAll(parts);
    }

    private void assertUnusable(Claim<?> claim, String... parts) {
        assertRefused(() -> rig.transactional(claim, (tx, batch) -> {}), parts);
    }

    @Test
    void whatIsGivenTwice() {
        assertRefused(() -> Jobs.claim().key(JOBS.ID), "claim of jobs", "key twice");
        assertRefused(() -> Jobs.claim().orderBy(JOBS.ID), "order twice");
        assertRefused(() -> Jobs.claim().priority(JOBS.PRIORITY).priority(JOBS.PRIORITY), "priority twice");
        assertRefused(() -> Jobs.fullClaim().dueAt(JOBS.RUN_AT), "dueAt twice");
        assertRefused(() -> Jobs.fullClaim().attempts(JOBS.ATTEMPTS), "attempts twice");
        assertRefused(() -> Jobs.fullClaim().lastError(JOBS.LAST_ERROR), "lastError twice");
        assertRefused(() -> Jobs.leasedClaim().lease(JOBS.LOCKED_UNTIL, JOBS.TOKEN), "lease twice");
        assertRefused(() -> Jobs.claim().done(JOBS.STATE, Jobs.DEAD), "state twice in done");
        assertRefused(() -> Jobs.fullClaim().dead(JOBS.STATE, Jobs.DEAD), "state twice in dead");
    }

    @Test
    void doneRowsAreEitherSetOrDeleted() {
        assertRefused(() -> Jobs.claim().deleteDone(), "done(…) and deleteDone()");
        Claim<Job> deleting = Claim.from(JOBS).key(JOBS.ID).deleteDone();
        assertRefused(() -> deleting.done(JOBS.STATE, Jobs.DONE), "done(…) and deleteDone()");
    }

    @Test
    void withoutAKey() {
        assertUnusable(Claim.from(JOBS), "has no key", "key(…)");
    }

    @Test
    void overMoreThanATable() {
        assertUnusable(
                Claim.from(JOBS.join(DSL.table("x")).on(DSL.trueCondition())).key(JOBS.ID), "one table");
        assertUnusable(Claim.from(DSL.selectFrom(JOBS).asTable("q")).key(JOBS.ID), "one table");
    }

    @Test
    void columnsWithTwoPurposes() {
        assertUnusable(Jobs.claim().lease(JOBS.RUN_AT, JOBS.TOKEN), "ordered by run_at");
        assertUnusable(
                Jobs.claim().dueAt(JOBS.LOCKED_UNTIL).lease(JOBS.LOCKED_UNTIL, JOBS.TOKEN),
                "locked_until",
                "two purposes");
        assertUnusable(Jobs.claim().attempts(JOBS.ATTEMPTS).done(JOBS.ATTEMPTS, 1), "sets attempts");
        assertUnusable(Jobs.claim().lastError(JOBS.LAST_ERROR).dead(JOBS.LAST_ERROR, "x"), "sets last_error");
    }

    @Test
    void columnsThatTheTableHasNot() {
        assertUnusable(Jobs.claim().attempts(DSL.field(DSL.name("other"), SQLDataType.INTEGER)), "reads other");
    }

    @Test
    void whatLeasesNeed() {
        assertRefused(
                () -> rig.leased(Jobs.claim(), (anywhere, batch) -> {}), "columns of a lease", "lease(until, token)");
        Claim<Job> byHandler = Claim.from(JOBS).key(JOBS.ID).lease(JOBS.LOCKED_UNTIL, JOBS.TOKEN);
        assertRefused(() -> rig.leased(byHandler, (anywhere, batch) -> {}), "done(…) or deleteDone()");
        assertRefused(() -> rig.leased(Jobs.leasedClaim(), Duration.ofMillis(99), (anywhere, batch) -> {}), "PT0.099S");
    }

    @Test
    void aClaimIsNotChangedByWhatIsMadeOfIt() {
        Claim<Job> claim = Claim.from(JOBS).key(JOBS.ID);
        claim.orderBy(JOBS.RUN_AT);
        claim.done(JOBS.STATE, Jobs.DONE);
        assertThat(claim).hasToString("Claim[jobs, key (id), order (id)]");
        assertThat(claim.orderBy(JOBS.RUN_AT)).hasToString("Claim[jobs, key (id), order (run_at, id)]");
    }
}
