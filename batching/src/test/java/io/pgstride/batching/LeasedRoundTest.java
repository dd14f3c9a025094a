package io.pgstride.batching;

import static io.pgstride.batching.Jobs.JOBS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.batching.Jobs.Job;
import io.pgstride.batching.internal.claim.LeasedRounds;
import io.pgstride.batching.internal.run.RoundResult;
import io.pgstride.testing.PostgresTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

@PostgresTest
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LeasedRoundTest {
    private final DataSource dataSource;
    private final DSLContext dsl;
    private final Rig rig;
    private final Rig.Diary diary = new Rig.Diary();
    private final AtomicInteger calls = new AtomicInteger();
    private final List<Long> prolonged = new ArrayList<>();

    LeasedRoundTest(DataSource dataSource, DSLContext dsl) {
        this.dataSource = dataSource;
        this.dsl = dsl;
        this.rig = Rig.on(dataSource).events(diary);
    }

    @BeforeEach
    void load() {
        Jobs.create(dsl, 10);
    }

    private List<String> rows() {
        return dsl.fetch("select state || ' ' || coalesce(attempts, 0) || ' ' || (token is not null)"
                        + " || ' ' || ((locked_until > now()) is true) from jobs order by id")
                .getValues(0, String.class);
    }

    private double secondsLeft(long id) {
        return dsl.fetchSingle(
                        "select extract(epoch from locked_until - clock_timestamp())::float8 from jobs where id = ?",
                        id)
                .get(0, Double.class);
    }

    @Test
    void rowsAreHeldWhileTheyAreWorkedOnAndThenDone() {
        List<Long> seen = new ArrayList<>();
        LeasedRounds leased = rig.leased(Jobs.leasedClaim(), (anywhere, batch) -> {
            batch.forEach(job -> {
                seen.add(job.id());
                assertThat(batch.attempt(job)).isEqualTo(1);
            });
            assertThat(Jobs.in(anywhere, Jobs.PENDING)).isEqualTo(10 - calls.getAndAdd(batch.size()));
            assertThat(dsl.fetchCount(JOBS, JOBS.TOKEN.isNotNull())).isEqualTo(batch.size());
            assertThat(secondsLeft(batch.rows().get(0).id())).isBetween(40.0, 60.0);
        });
        assertThat(Rig.drain(leased.round(), 4)).isEqualTo(new RoundResult(10, 10, 0, 0, 0, false));
        assertThat(seen).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(dsl.fetchCount(JOBS, JOBS.TOKEN.isNull().and(JOBS.LOCKED_UNTIL.isNull())))
                .isEqualTo(10);
        assertThat(Jobs.in(dsl, Jobs.DONE)).isEqualTo(10);
    }

    @Test
    void rowsComeInOrderThoughReturningHasNone() {
        dsl.execute("update jobs set run_at = now() - id * interval '1 minute'");
        List<Long> seen = new ArrayList<>();
        Rig.drain(
                rig.leased(Jobs.leasedClaim(), (anywhere, batch) -> batch.forEach(job -> seen.add(job.id())))
                        .round(),
                4);
        assertThat(seen).containsExactly(10L, 9L, 8L, 7L, 6L, 5L, 4L, 3L, 2L, 1L);
    }

    @Test
    void priorityAndDeletionWorkUnderLeases() {
        dsl.execute("update jobs set priority = id % 2 where id > 2");
        List<Long> seen = new ArrayList<>();
        Claim<Job> claim = Claim.from(JOBS)
                .key(JOBS.ID)
                .where(JOBS.STATE.eq(Jobs.PENDING))
                .priority(JOBS.PRIORITY)
                .lease(JOBS.LOCKED_UNTIL, JOBS.TOKEN)
                .deleteDone();
        Rig.drain(
                rig.leased(claim, (anywhere, batch) -> batch.forEach(job -> seen.add(job.id())))
                        .round(),
                3);
        assertThat(seen).containsExactly(3L, 5L, 7L, 9L, 4L, 6L, 8L, 10L, 1L, 2L);
        assertThat(dsl.fetchCount(JOBS)).isZero();
    }

    @Test
    void rowsThatAnotherOneTookAreReportedAndNotAcknowledged() {
        LeasedRounds leased = rig.leased(
                Jobs.leasedClaim(),
                (anywhere, batch) ->
                        dsl.execute("update jobs set token = gen_random_uuid(), attempts = 7 where id in (2, 3)"));
        assertThat(leased.round().run(4, true)).isEqualTo(new RoundResult(4, 2, 0, 0, 2, false));
        assertThat(diary.lines()).containsExactly("lost [2, 3]");
        assertThat(rows()).startsWith("1 1 false false", "0 7 true true", "0 7 true true", "1 1 false false");
    }

    /** The control: without the token, the acknowledgement takes the other one's rows. */
    @Test
    void withoutATokenALostLeaseGoesUnseen() {
        LeasedRounds leased = rig.leased(Jobs.leasedClaim(), (anywhere, batch) -> {
            dsl.execute("update jobs set token = gen_random_uuid() where id in (2, 3)");
            dsl.execute("update jobs set state = 1 where id in (1, 2, 3, 4)");
        });
        leased.round().run(4, true);
        assertThat(Jobs.in(dsl, Jobs.DONE)).isEqualTo(4);
    }

    @Test
    void expiredLeasesAreClaimedAgain() {
        LeasedRounds crashed = rig.leased(Jobs.leasedClaim(), (anywhere, batch) -> {
            dsl.execute("update jobs set locked_until = now() - interval '1 second' where token is not null");
            LeasedRounds other = rig.leased(
                    Jobs.leasedClaim(),
                    (again, same) ->
                            assertThat(same.attempt(same.rows().get(0))).isEqualTo(2));
            assertThat(other.round().run(3, true).done()).isEqualTo(3);
        });
        assertThat(crashed.round().run(3, true)).isEqualTo(new RoundResult(3, 0, 0, 0, 3, false));
    }

    @Test
    void heartbeatsProlongWhatIsHeldAndNoticeWhatIsLost() {
        LeasedRounds[] leased = new LeasedRounds[1];
        leased[0] = rig.leased(Jobs.leasedClaim(), Duration.ofSeconds(2), (anywhere, batch) -> {
            dsl.execute("select pg_sleep(0.6)");
            assertThat(secondsLeft(1)).isLessThan(1.5);
            dsl.execute("update jobs set token = gen_random_uuid() where id = 3");
            assertThat(batch.lostLease()).isFalse();
            leased[0].heartbeats().beat();
            assertThat(secondsLeft(1)).isGreaterThan(1.5);
            assertThat(batch.lostLease()).isTrue();
            assertThat(batch.lostRows()).extracting(Job::id).containsExactly(3L);
        });
        assertThat(leased[0].heartbeats().every()).isBetween(Duration.ofMillis(660), Duration.ofMillis(670));
        assertThat(leased[0].round().run(3, true)).isEqualTo(new RoundResult(3, 2, 0, 0, 1, false));
        assertThat(diary.lines()).containsExactly("lost [3]");
        leased[0].heartbeats().beat();
    }

    @Test
    void aRowThatSomebodyLocksKeepsNoOtherLeaseFromItsHeartbeat() {
        LeasedRounds[] leased = new LeasedRounds[1];
        leased[0] = fiveLeases(rig, leased, () -> {
            try (Connection other = lockOfRow(1)) {
                assertThatThrownBy(() -> leased[0].heartbeats().beat()).hasMessageContaining("lock timeout");
                assertThat(waitingForLocks()).isZero();
                other.rollback();
            }
        });
        assertThat(leased[0].round().run(2, false).done()).isEqualTo(2);
        assertThat(Jobs.in(dsl, Jobs.DONE)).isEqualTo(10);
        assertThat(prolonged).containsExactlyInAnyOrder(3L, 5L, 7L, 9L);
    }

    @Test
    void aConnectionThatBreaksCostsOneLeaseItsHeartbeat() {
        AtomicBoolean broken = new AtomicBoolean();
        Rig breaking = Rig.on(ConnectionsOf.changed(dataSource, connection -> {
            if (broken.compareAndSet(true, false)) {
                connection.abort(Runnable::run);
            }
        }));
        LeasedRounds[] leased = new LeasedRounds[1];
        leased[0] = fiveLeases(breaking, leased, () -> {
            broken.set(true);
            assertThatThrownBy(() -> leased[0].heartbeats().beat()).isInstanceOf(DataAccessException.class);
        });
        assertThat(leased[0].round().run(2, false).done()).isEqualTo(2);
        assertThat(prolonged).hasSize(4);
    }

    /** One in the handler of the other; the beat comes to all of them. */
    private LeasedRounds fiveLeases(Rig on, LeasedRounds[] leased, Executable beat) {
        return on.leased(Jobs.leasedClaim(), Duration.ofSeconds(9), (anywhere, batch) -> {
            if (calls.incrementAndGet() < 5) {
                leased[0].round().run(2, false);
            } else {
                dsl.execute("select pg_sleep(1.6)");
                runs(beat);
            }
            long id = batch.rows().get(0).id();
            if (secondsLeft(id) > 7.4) {
                prolonged.add(id);
            }
        });
    }

    private static void runs(Executable executable) throws Exception {
        try {
            executable.execute();
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anAcknowledgementWaitsForALockForAPartOfTheLease() {
        List<Long> nanos = new ArrayList<>();
        List<Connection> locks = new ArrayList<>();
        LeasedRounds leased = rig.leased(Jobs.leasedClaim(), Duration.ofSeconds(2), (anywhere, batch) -> {
            nanos.add(System.nanoTime());
            if (locks.isEmpty()) {
                locks.add(lockOfRow(1));
            } else {
                locks.get(0).close();
            }
        });
        leased.round().run(2, false);
        Duration attempts = Duration.ofNanos(nanos.get(1) - nanos.get(0));
        assertThat(attempts).isBetween(Duration.ofMillis(600), Duration.ofMillis(1_900));
        assertThat(Jobs.in(dsl, Jobs.DONE)).isEqualTo(2);
    }

    @Test
    void aReleaseDoesNotWaitForARowThatSomebodyLocks() {
        LeasedRounds[] leased = new LeasedRounds[1];
        leased[0] = rig.leased(Jobs.leasedClaim(), (anywhere, batch) -> {
            if (calls.incrementAndGet() == 1) {
                leased[0].round().run(2, false);
            } else {
                try (Connection other = lockOfRow(1)) {
                    leased[0].release();
                    other.rollback();
                }
                assertThat(rows()).startsWith("0 1 true true", "0 1 true true", "0 0 false false", "0 0 false false");
            }
        });
        assertThat(leased[0].round().run(2, false).done()).isEqualTo(2);
        assertThat(diary.lines()).containsExactly("lost [3, 4]");
    }

    @Test
    void limitsOfLeasesDoNotStayWithThePoolsConnections() throws Exception {
        try (HikariDataSource pool = poolOfOne()) {
            pool.setConnectionInitSql("set lock_timeout = '7s'");
            LeasedRounds[] leased = new LeasedRounds[1];
            leased[0] = Rig.on(pool).leased(Jobs.leasedClaim(), Duration.ofSeconds(5), (anywhere, batch) -> {
                anywhere.execute("select pg_sleep(0.9)");
                leased[0].heartbeats().beat();
                assertThat(secondsLeft(1)).isGreaterThan(4.2);
                assertLimits(pool);
            });
            assertThat(Rig.drain(leased[0].round(), 10).done()).isEqualTo(10);
            assertLimits(pool);
        }
    }

    private static void assertLimits(DataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            assertThat(DSL.using(connection).fetchValue("show lock_timeout")).isEqualTo("7s");
            assertThat(connection.getNetworkTimeout()).isZero();
        }
    }

    private HikariDataSource poolOfOne() {
        HikariDataSource pool = new HikariDataSource();
        pool.setDataSource(dataSource);
        pool.setMaximumPoolSize(1);
        return pool;
    }

    private int waitingForLocks() {
        return dsl.fetchSingle("select count(*)::int from pg_stat_activity"
                        + " where datname = current_database() and wait_event_type = 'Lock'")
                .get(0, Integer.class);
    }

    @Test
    void whatWasAcknowledgedBeforeAStatementFailedIsCounted() {
        dsl.execute("""
                drop sequence if exists refusals;
                create sequence refusals;
                create or replace function refuse() returns trigger language plpgsql as $$
                begin
                  if nextval('refusals') <= 5 then
                    raise exception 'refused' using errcode = '55P03';
                  end if;
                  return new;
                end $$;
                create trigger refuse before update on jobs for each row
                  when (old.token is not null and new.token is null and new.state = 0) execute function refuse();
                """);
        LeasedRounds leased = rig.leased(
                Jobs.leasedClaim().dueAt(JOBS.RUN_AT),
                (anywhere, batch) -> batch.forEach(job -> {
                    if (job.id() == 1) {
                        batch.retryAfter(job, Duration.ofHours(1), "later");
                    }
                }));
        assertThat(leased.round().run(4, true)).isEqualTo(new RoundResult(4, 3, 1, 0, 0, true));
        assertThat(rows()).startsWith("0 0 false false", "1 1 false false", "1 1 false false", "1 1 false false");
    }

    /** Until it is rolled back. */
    private Connection lockOfRow(long id) throws SQLException {
        Connection connection = dataSource.getConnection();
        connection.setAutoCommit(false);
        DSL.using(connection).execute("select from jobs where id = ? for update", id);
        return connection;
    }

    @Test
    void youngLeasesAreNotProlonged() {
        LeasedRounds[] leased = new LeasedRounds[1];
        leased[0] = rig.leased(Jobs.leasedClaim(), (anywhere, batch) -> {
            Object before = Jobs.job(dsl, 1).get(JOBS.LOCKED_UNTIL);
            leased[0].heartbeats().beat();
            assertThat(Jobs.job(dsl, 1).get(JOBS.LOCKED_UNTIL)).isEqualTo(before);
        });
        leased[0].round().run(3, true);
    }

    @Test
    void whatIsHeldIsGivenBackWithoutCountingAnAttempt() {
        LeasedRounds[] leased = new LeasedRounds[1];
        leased[0] = rig.leased(Jobs.leasedClaim(), (anywhere, batch) -> {
            if (calls.incrementAndGet() == 1) {
                leased[0].release();
                assertThat(rows()).containsOnly("0 0 false false");
            }
        });
        assertThat(leased[0].round().run(3, true).done()).isZero();
        assertThat(Rig.drain(leased[0].round(), 4).done()).isEqualTo(10);
    }

    @Test
    void whatPassesGivesBackAndCountsNoAttempt() {
        LeasedRounds leased = rig.leased(Jobs.leasedClaim(), (anywhere, batch) -> {
            throw new SQLException("gone", "08006");
        });
        assertThatThrownBy(() -> leased.round().run(3, true)).isInstanceOf(DataAccessException.class);
        assertThat(rows()).containsOnly("0 0 false false");
    }

    @Test
    void anInterruptGivesBackAndStaysSet() {
        LeasedRounds leased = rig.leased(Jobs.leasedClaim(), (anywhere, batch) -> {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped");
        });
        RoundResult result = leased.round().run(3, true);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(result).isEqualTo(new RoundResult(3, 0, 0, 0, 0, true));
        assertThat(rows()).containsOnly("0 0 false false");
    }

    @Test
    void badRowsArePutOffByTheirLeaseAndTheOthersHandledOnce() {
        Jobs.create(dsl, 100);
        List<Long> handled = new ArrayList<>();
        LeasedRounds leased = rig.retry(new RetryBackoff(3, Duration.ofHours(1), Duration.ofHours(1)))
                .leased(Jobs.leasedClaim(), (anywhere, batch) -> {
                    calls.incrementAndGet();
                    if (batch.rows().stream().anyMatch(job -> job.id() % 50 == 7)) {
                        throw new IllegalStateException("bad");
                    }
                    batch.forEach(job -> handled.add(job.id()));
                });
        assertThat(leased.round().run(100, true)).isEqualTo(new RoundResult(100, 98, 2, 0, 0, false));
        assertThat(handled).hasSize(98).doesNotHaveDuplicates();
        assertThat(calls.get()).isLessThanOrEqualTo(40);
        assertThat(Jobs.job(dsl, 57).attempts()).isEqualTo(1);
        assertThat(Jobs.job(dsl, 57).get(JOBS.TOKEN)).isNull();
        assertThat(Jobs.job(dsl, 57).lastError()).contains("bad");
        assertThat(secondsLeft(57)).isBetween(-60.0, 3_600.0);
    }

    @Test
    void theLastAttemptMakesARowDead() {
        dsl.execute("update jobs set attempts = 2");
        LeasedRounds leased = rig.retry(new RetryBackoff(3, Duration.ZERO, Duration.ZERO))
                .leased(Jobs.leasedClaim(), (anywhere, batch) -> {
                    throw new IllegalStateException("bad");
                });
        assertThat(leased.round().run(2, true)).isEqualTo(new RoundResult(2, 0, 0, 2, 0, false));
        assertThat(rows()).startsWith("2 3 false false", "2 3 false false", "0 2 false false");
    }

    @Test
    void rowsWhoseEveryAttemptEndedWithoutAWordAreDeadWithoutAnother() {
        dsl.execute("update jobs set attempts = 3 where id = 1");
        List<Long> seen = new ArrayList<>();
        LeasedRounds leased = rig.retry(new RetryBackoff(3, Duration.ZERO, Duration.ZERO))
                .leased(Jobs.leasedClaim(), (anywhere, batch) -> batch.forEach(job -> seen.add(job.id())));
        assertThat(leased.round().run(2, true)).isEqualTo(new RoundResult(2, 1, 0, 1, 0, false));
        assertThat(seen).containsExactly(2L);
        assertThat(Jobs.job(dsl, 1).lastError()).contains("3 attempts");
    }

    @Test
    void verdictsHoldUnderLeases() {
        LeasedRounds leased = rig.leased(Jobs.leasedClaim().dueAt(JOBS.RUN_AT), (anywhere, batch) -> {
            batch.retryAfter(batch.rows().get(0), Duration.ofHours(1), "later");
            batch.fail(batch.rows().get(1), new IllegalStateException("bad"));
            batch.dead(batch.rows().get(2), "never");
        });
        assertThat(leased.round().run(4, true)).isEqualTo(new RoundResult(4, 1, 2, 1, 0, false));
        assertThat(rows()).startsWith("0 0 false false", "0 1 false false", "2 1 false false", "1 1 false false");
    }

    @Test
    void rowsUnderALeaseAreNotClaimedInATransaction() {
        List<Long> seen = new ArrayList<>();
        LeasedRounds leased = rig.leased(
                Jobs.leasedClaim(),
                (anywhere, batch) -> Rig.drain(
                        rig.transactional(
                                Jobs.leasedClaim(), (tx, others) -> others.forEach(job -> seen.add(job.id()))),
                        4));
        assertThat(leased.round().run(4, true).done()).isEqualTo(4);
        assertThat(seen).containsExactly(5L, 6L, 7L, 8L, 9L, 10L);
    }

    @Test
    void aPoolWithoutAutocommitHoldsLeasesToo() throws Exception {
        try (HikariDataSource pool = poolOfOne()) {
            pool.setAutoCommit(false);
            LeasedRounds leased = Rig.on(pool).leased(Jobs.leasedClaim(), (anywhere, batch) -> {
                assertThat(dsl.fetchCount(JOBS, JOBS.TOKEN.isNotNull())).isEqualTo(batch.size());
                anywhere.execute("insert into effects values (1)");
                anywhere.transaction(tx -> tx.dsl().execute("insert into effects values (2)"));
                assertThatThrownBy(() -> anywhere.transaction(tx -> {
                            tx.dsl().execute("insert into effects values (3)");
                            throw new IllegalStateException("undone");
                        }))
                        .hasMessage("undone");
            });
            assertThat(Rig.drain(leased.round(), 10).done()).isEqualTo(10);
        }
        assertThat(Jobs.in(dsl, Jobs.DONE)).isEqualTo(10);
        assertThat(dsl.fetchValues("select job from effects order by job")).isEqualTo(List.of(1L, 2L));
    }
}
