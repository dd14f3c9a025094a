package io.pgstride.batching;

import static io.pgstride.batching.Jobs.JOBS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.batching.Jobs.Job;
import io.pgstride.batching.internal.run.Round;
import io.pgstride.batching.internal.run.RoundResult;
import io.pgstride.core.RetriesExhaustedException;
import io.pgstride.testing.PostgresTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@PostgresTest
class RetryTest {
    private final DSLContext dsl;
    private final Rig rig;
    private final Rig.Diary diary = new Rig.Diary();

    RetryTest(DataSource dataSource, DSLContext dsl) {
        this.dsl = dsl;
        this.rig = Rig.on(dataSource).events(diary);
    }

    @BeforeEach
    void load() {
        Jobs.create(dsl, 3);
    }

    private double pauseOf(long id) {
        return dsl.fetchSingle("select extract(epoch from run_at - now())::float8 from jobs where id = ?", id)
                .get(0, Double.class);
    }

    @Test
    void aFailingRowIsPutOffLongerEachTimeAndThenDead() {
        Round round = rig.retry(new RetryBackoff(3, Duration.ofHours(1), Duration.ofHours(10)))
                .transactional(Jobs.fullClaim(), (tx, batch) -> {
                    throw new IllegalArgumentException(
                            "attempt " + batch.attempt(batch.rows().get(0)));
                });
        for (int attempt = 1; attempt <= 2; attempt++) {
            assertThat(round.run(1, true)).isEqualTo(new RoundResult(1, 0, 1, 0, 0, false));
            assertThat(pauseOf(1)).isBetween(-1.0, 3600.0 * attempt);
            assertThat(Jobs.job(dsl, 1).attempts()).isEqualTo(attempt);
            assertThat(Jobs.job(dsl, 1).lastError())
                    .isEqualTo("java.lang.IllegalArgumentException: attempt " + attempt);
            dsl.execute("update jobs set run_at = now() - interval '1 day' where id = 1");
        }
        assertThat(round.run(1, true)).isEqualTo(new RoundResult(1, 0, 0, 1, 0, false));
        assertThat(Jobs.job(dsl, 1).state()).isEqualTo(Jobs.DEAD);
        assertThat(Jobs.job(dsl, 1).attempts()).isEqualTo(3);
        assertThat(Jobs.job(dsl, 1).lastError()).endsWith("attempt 3");
        assertThat(diary.lines())
                .filteredOn(line -> !line.startsWith("failed"))
                .containsExactly(
                        "retried 1 attempt 1: java.lang.IllegalArgumentException: attempt 1",
                        "retried 1 attempt 2: java.lang.IllegalArgumentException: attempt 2",
                        "dead 1 attempt 3: java.lang.IllegalArgumentException: attempt 3");
    }

    @Test
    void thePauseBeginsWhenTheRowIsPutOffAndNotWithTheTransaction() {
        dsl.execute("create table begun as select now() as at where false");
        Round round = rig.transactional(Jobs.fullClaim(), (tx, batch) -> {
            tx.execute("insert into begun select now() from pg_sleep(0.5)");
            batch.forEach(job -> batch.retryAfter(job, Duration.ofHours(1), "later"));
        });
        round.run(1, true);
        assertThat(dsl.fetchValue("select run_at >= at + interval '1 hour 0.5 s' from jobs, begun where id = 1"))
                .isEqualTo(true);
    }

    @Test
    void theHandlerSaysWhatBecomesOfEachRow() {
        Jobs.create(dsl, 6);
        dsl.execute("update jobs set attempts = 4");
        Round round = rig.retry(new RetryBackoff(5, Duration.ofHours(1), Duration.ofHours(1)))
                .transactional(Jobs.fullClaim(), (tx, batch) -> {
                    List<Job> jobs = batch.rows();
                    batch.retry(jobs.get(0), "busy");
                    batch.retryAfter(jobs.get(1), Duration.ofDays(2), "tomorrow's tomorrow");
                    batch.fail(jobs.get(2), new IllegalStateException("last"));
                    batch.dead(jobs.get(3), "never");
                    batch.dead(jobs.get(4), "first word");
                    batch.retry(jobs.get(4), "last word");
                });
        assertThat(round.run(6, true)).isEqualTo(new RoundResult(6, 1, 3, 2, 0, false));
        assertThat(dsl.fetchValues(
                        "select state || ' ' || attempts || ' ' || coalesce(last_error, '-') from jobs order by id"))
                .isEqualTo(List.of(
                        "0 4 busy",
                        "0 4 tomorrow's tomorrow",
                        "2 5 java.lang.IllegalStateException: last",
                        "2 5 never",
                        "0 4 last word",
                        "1 4 -"));
        assertThat(pauseOf(2)).isBetween(2 * 86_400 - 60.0, 2 * 86_400.0);
    }

    @Test
    void errorTextsAreCutAndFitForATextColumn() {
        Round round = rig.transactional(
                Jobs.fullClaim(),
                (tx, batch) -> batch.forEach(job -> batch.retry(
                        job,
                        job.id() == 1
                                ? "a\0b \"quoted\" \\ {x,NULL} é😀"
                                : job.id() == 2 ? "😀".repeat(5_000) : "null")));
        round.run(3, true);
        assertThat(Jobs.job(dsl, 1).lastError()).isEqualTo("ab \"quoted\" \\ {x,NULL} é😀");
        assertThat(Jobs.job(dsl, 2).lastError()).hasSizeBetween(1_990, 2_000).endsWith("😀…");
        assertThat(Jobs.job(dsl, 3).lastError()).isEqualTo("null");
    }

    @Test
    void errorTextsOfTheDatabaseHaveNoStatementAndNoBindValuesOfIt() {
        Round round = rig.transactional(Jobs.fullClaim(), (tx, batch) -> tx.execute("select 1 / (? - 4711)", 4711));
        round.run(1, true);
        assertThat(Jobs.job(dsl, 1).lastError())
                .contains("division by zero")
                .doesNotContain("4711")
                .doesNotContain("select");
    }

    @ParameterizedTest
    @ValueSource(strings = {"08006", "53100", "57P01", "58030", "40003"})
    void whatPassesIsNoRowsFaultAndNoAttempt(String state) {
        AtomicInteger calls = new AtomicInteger();
        Round round = rig.transactional(Jobs.fullClaim(), (tx, batch) -> {
            if (calls.incrementAndGet() == 1) {
                throw new SQLException("trouble", state);
            }
        });
        assertThatThrownBy(() -> round.run(3, true)).isInstanceOf(DataAccessException.class);
        assertThat(calls).hasValue(1);
        assertThat(Rig.drain(round, 3).done()).isEqualTo(3);
        assertThat(dsl.fetchCount(JOBS, JOBS.ATTEMPTS.isNotNull())).isZero();
    }

    @Test
    void deadlocksAreRetriedByTheUnitOfWork() {
        AtomicInteger calls = new AtomicInteger();
        Round round = rig.transactional(Jobs.fullClaim(), (tx, batch) -> {
            if (calls.incrementAndGet() < 3) {
                throw new SQLException("deadlock", "40P01");
            }
        });
        assertThat(round.run(3, true)).isEqualTo(new RoundResult(3, 3, 0, 0, 0, false));
    }

    @Test
    void deadlocksWithoutEndAreNoRowsFaultEither() {
        Round round = rig.transactional(Jobs.fullClaim(), (tx, batch) -> {
            throw new SQLException("deadlock", "40P01");
        });
        assertThatThrownBy(() -> round.run(3, true)).isInstanceOf(RetriesExhaustedException.class);
        assertThat(dsl.fetchCount(JOBS, JOBS.ATTEMPTS.isNotNull())).isZero();
    }

    @Test
    void anInterruptIsNoRowsFault() {
        Round round = rig.transactional(Jobs.fullClaim(), (tx, batch) -> {
            tx.execute("insert into effects values (1)");
            throw new InterruptedException();
        });
        assertThat(round.run(3, true)).isEqualTo(new RoundResult(3, 0, 0, 0, 0, true));
        assertThat(Jobs.in(dsl, Jobs.PENDING)).isEqualTo(3);
        assertThat(dsl.fetchValue("select count(*) from effects")).isEqualTo(0L);
    }

    @Test
    void whatTheClaimHasNoColumnForIsRefusedEvenIfTheHandlerCatchesIt() {
        Round round = rig.transactional(Jobs.claim(), (tx, batch) -> {
            try {
                batch.retry(batch.rows().get(0), "later");
            } catch (InvalidClaimException e) {
                assertThat(e)
                        .hasMessageContaining("the claim of jobs cannot put a row off")
                        .hasMessageContaining("dueAt");
            }
        });
        assertThatThrownBy(() -> round.run(3, true)).isInstanceOf(InvalidClaimException.class);
        Round dead = rig.transactional(
                Jobs.claim(), (tx, batch) -> batch.dead(batch.rows().get(0), "never"));
        assertThatThrownBy(() -> dead.run(3, true))
                .isInstanceOf(InvalidClaimException.class)
                .hasMessageContaining("dead letter");
        assertThat(Jobs.in(dsl, Jobs.PENDING)).isEqualTo(3);
    }

    @Test
    void copiesOfRowsAreRefusedEvenIfTheHandlerCatchesIt() {
        Round round = rig.transactional(Jobs.fullClaim(), (tx, batch) -> {
            try {
                batch.retry(Jobs.job(tx, 1), "later");
            } catch (RuntimeException e) {
                assertThat(e).isInstanceOf(UnknownRowException.class);
            }
        });
        assertThatThrownBy(() -> round.run(3, true))
                .isInstanceOf(UnknownRowException.class)
                .hasMessageContaining("not one that was copied");
        assertThat(Jobs.in(dsl, Jobs.PENDING)).isEqualTo(3);
    }

    @Test
    void pausesDoubleWithFullJitterUpToTheirMaximum() {
        RetryBackoff backoff = new RetryBackoff(9, Duration.ofSeconds(1), Duration.ofSeconds(10));
        Random random = new Random(5);
        for (int attempt : new int[] {1, 2, 4, 40, 4_000}) {
            long bound = attempt > 4 ? 10_000 : Math.min(10_000, 1_000L << (attempt - 1));
            List<Long> millis = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                millis.add(backoff.pauseAfter(attempt, random).toMillis());
            }
            assertThat(millis)
                    .allMatch(pause -> pause >= 0 && pause <= bound)
                    .anyMatch(pause -> pause > bound * 0.9)
                    .anyMatch(pause -> pause < bound * 0.1);
        }
    }

    @Test
    void boundsOfTheBackoffAreChecked() {
        assertThatThrownBy(() -> new RetryBackoff(0, Duration.ZERO, Duration.ZERO))
                .hasMessageContaining("maxAttempts is 0");
        assertThatThrownBy(() -> new RetryBackoff(1, Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .hasMessageContaining("PT2S");
    }
}
