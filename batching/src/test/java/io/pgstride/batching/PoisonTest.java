package io.pgstride.batching;

import static io.pgstride.batching.Jobs.JOBS;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.batching.Jobs.Job;
import io.pgstride.batching.internal.run.Round;
import io.pgstride.batching.internal.run.RoundResult;
import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.testing.PostgresTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows by which batches fail, in one transaction. */
@PostgresTest
class PoisonTest {
    private static final int ROWS = 1_000;

    private final DSLContext dsl;
    private final Rig rig;
    private final AtomicInteger calls = new AtomicInteger();

    PoisonTest(DataSource dataSource, DSLContext dsl) {
        this.dsl = dsl;
        this.rig = Rig.on(dataSource);
    }

    private static Set<Long> randomIds(int count, long seed) {
        return new Random(seed)
                .longs(1, ROWS + 1)
                .distinct()
                .limit(count)
                .boxed()
                .collect(Collectors.toSet());
    }

    /** Writes one effect a row, and fails by bad ones only after that. */
    private BatchHandler<Job> failingBy(Set<Long> bad) {
        return (tx, batch) -> {
            calls.incrementAndGet();
            tx.execute("insert into effects select unnest(?::bigint[])", (Object)
                    batch.rows().stream().map(Job::id).toArray(Long[]::new));
            for (Job job : batch) {
                if (bad.contains(job.id())) {
                    throw new IllegalStateException("job " + job.id() + " is bad");
                }
            }
        };
    }

    @ParameterizedTest
    @CsvSource({"1, 25", "5, 100", "50, 1050"})
    void badRowsAreFoundAndTheOthersDoneExactlyOnce(int bad, int mostCalls) {
        Jobs.create(dsl, ROWS);
        long seed = System.nanoTime();
        Set<Long> ids = randomIds(bad, seed);
        RoundResult result = rig.transactional(Jobs.fullClaim(), failingBy(ids)).run(ROWS, true);
        assertThat(result).as("seed %s", seed).isEqualTo(new RoundResult(ROWS, ROWS - bad, bad, 0, 0, false));
        assertThat(calls.get()).as("seed %s", seed).isLessThanOrEqualTo(mostCalls);
        assertEffectsOfAllBut(ids);
        assertThat(dsl.fetch("select id, attempts, last_error from jobs where state = 0"))
                .allSatisfy(row -> {
                    assertThat(ids).contains(row.get("id", Long.class));
                    assertThat(row.get("attempts")).isEqualTo(1);
                    assertThat(row.get("last_error", String.class))
                            .isEqualTo("java.lang.IllegalStateException: job " + row.get("id") + " is bad");
                })
                .hasSize(bad);
    }

    private void assertEffectsOfAllBut(Set<Long> bad) {
        assertThat(dsl.select(DSL.field("job", Long.class)).from("effects").fetch(0, Long.class))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, ROWS)
                        .filter(id -> !bad.contains(id))
                        .boxed()
                        .toList());
    }

    @Test
    void aBatchOfOneBadRowIsNotTriedAgainAtOnce() {
        Jobs.create(dsl, 1);
        rig.transactional(Jobs.fullClaim(), failingBy(Set.of(1L))).run(1, true);
        assertThat(calls).hasValue(1);
    }

    @Test
    void anErrorOfTheDatabaseThatTheHandlerSwallowedIsFoundToo() {
        Jobs.create(dsl, 20);
        Round round = rig.transactional(Jobs.fullClaim(), (tx, batch) -> {
            for (Job job : batch) {
                try {
                    tx.execute("insert into effects values (1000 / (7 - ?))", job.id());
                } catch (DataAccessException e) {
                    assertThat(e.sqlState()).isIn("22012", "25P02");
                }
            }
        });
        assertThat(round.run(20, true)).isEqualTo(new RoundResult(20, 19, 1, 0, 0, false));
        assertThat(dsl.fetchCount(DSL.table("effects"))).isEqualTo(19);
        assertThat(Jobs.job(dsl, 7).lastError()).contains("current transaction is aborted");
    }

    @Test
    void aRowThatFailsOnlyAtCommitIsFoundByTransactionsOfTheirOwn() {
        Jobs.create(dsl, 100);
        dsl.execute("alter table effects add unique (job) deferrable initially deferred");
        dsl.execute("insert into effects values (33)");
        Round round = rig.transactional(Jobs.fullClaim(), failingBy(Set.of()));
        assertThat(round.run(100, true)).isEqualTo(new RoundResult(100, 99, 1, 0, 0, false));
        assertThat(Jobs.job(dsl, 33).lastError()).contains("effects_job_key");
        assertThat(dsl.fetchCount(DSL.table("effects"))).isEqualTo(100);
    }

    /** Its halves are committed one by one. */
    @ParameterizedTest
    @CsvSource({"false", "true"})
    void whatWasCommittedBeforeTheRestCouldNotBeTriedIsCounted(boolean interrupted) {
        Jobs.create(dsl, 4);
        dsl.execute("alter table effects add unique (job) deferrable initially deferred");
        dsl.execute("insert into effects values (4)");
        Round round = rig.transactional(Jobs.fullClaim(), (tx, batch) -> {
            failingBy(Set.of()).handle(tx, batch);
            if (batch.rows().get(0).id() == 3) {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
                throw new SQLException("gone", "08006");
            }
        });
        RoundResult result = round.run(4, true);
        assertThat(Thread.interrupted()).isEqualTo(interrupted);
        assertThat(result).isEqualTo(new RoundResult(4, 2, 0, 0, 0, true, result.end()));
        assertThat(result.end() == null).isEqualTo(interrupted);
        assertThat(Jobs.in(dsl, Jobs.DONE)).isEqualTo(2);
    }

    @Test
    void withoutColumnsForItTheGoodOnesAreDoneAndTheProcessorEnds() {
        Jobs.create(dsl, 100);
        Round round = rig.transactional(Jobs.claim(), failingBy(Set.of(7L, 70L)));
        RoundResult result = round.run(100, true);
        assertThat(result.done()).isEqualTo(98);
        assertThat(result.end()).isInstanceOfSatisfying(BatchFailedException.class, e -> {
            assertThat(e.rows()).isEqualTo(2);
            assertThat(e.table()).isEqualTo("jobs");
            assertThat(e).hasRootCauseMessage("job 7 is bad");
        });
        assertThat(Jobs.in(dsl, Jobs.DONE)).isEqualTo(98);
        assertThat(dsl.fetchCount(DSL.table("effects"))).isEqualTo(98);
    }

    @Test
    void aRowThatAsksForMoreThanTheServerGivesIsABadRow() {
        Jobs.create(dsl, 10);
        Round round = rig.transactional(Jobs.fullClaim(), (tx, batch) -> {
            if (batch.rows().stream().anyMatch(job -> job.id() == 3)) {
                throw new SQLException("temporary file size exceeds temp_file_limit", "53400");
            }
        });
        assertThat(round.run(10, true)).isEqualTo(new RoundResult(10, 9, 1, 0, 0, false));
    }

    /** What is left when others have taken the rest may be innocent, and must not die of the batch's failure. */
    @Test
    void theOnlyRowThatIsLeftIsTriedBeforeItIsBlamed() {
        Jobs.create(dsl, 10);
        Rig.Diary rival = new Rig.Diary() {
            @Override
            public synchronized void batchFailed(int rows, Throwable cause) {
                dsl.execute("update jobs set state = 1 where id <> 7"); // after the rollback
            }
        };
        Round round = rig.events(rival).transactional(Jobs.claim().dead(JOBS.STATE, Jobs.DEAD), failingBy(Set.of(3L)));
        assertThat(round.run(10, true)).isEqualTo(new RoundResult(10, 1, 0, 0, 0, false));
    }

    @Test
    void withADeadLetterAloneABadRowIsDeadAtOnce() {
        Jobs.create(dsl, 10);
        Round round = rig.transactional(Jobs.claim().dead(JOBS.STATE, Jobs.DEAD), failingBy(Set.of(7L)));
        assertThat(round.run(10, true)).isEqualTo(new RoundResult(10, 9, 0, 1, 0, false));
        assertThat(Jobs.job(dsl, 7).state()).isEqualTo(Jobs.DEAD);
    }

    @Test
    void withoutATimeToBeDueARowIsTriedAgainAtOnceUntilItIsDead() {
        Jobs.create(dsl, 3);
        Round round = rig.retry(new RetryBackoff(3, Duration.ofHours(1), Duration.ofHours(1)))
                .transactional(Jobs.claim().attempts(JOBS.ATTEMPTS).dead(JOBS.STATE, Jobs.DEAD), failingBy(Set.of(2L)));
        assertThat(Rig.drain(round, 3).dead()).isEqualTo(1);
        assertThat(Jobs.job(dsl, 2).attempts()).isEqualTo(3);
    }

    @Test
    void everyRowBad() {
        Jobs.create(dsl, 40);
        Set<Long> all = LongStream.rangeClosed(1, 40).boxed().collect(Collectors.toSet());
        assertThat(rig.transactional(Jobs.fullClaim(), failingBy(all)).run(40, true))
                .isEqualTo(new RoundResult(40, 0, 40, 0, 0, false));
        assertThat(calls.get()).isLessThanOrEqualTo(80);
    }

    @Test
    void errorsOfRowsCountAsExceptionsDo() {
        Jobs.create(dsl, 4);
        Round round = rig.transactional(Jobs.fullClaim(), (tx, batch) -> {
            if (batch.rows().stream().anyMatch(job -> job.id() == 3)) {
                throw new StackOverflowError();
            }
        });
        assertThat(round.run(4, true)).isEqualTo(new RoundResult(4, 3, 1, 0, 0, false));
    }

    @Test
    void timeoutsAreIsolatedAndTold() {
        Jobs.create(dsl, 8);
        Round round = rig.transactions(transactions -> transactions.statementTimeout(Duration.ofMillis(200)))
                .transactional(Jobs.fullClaim(), (tx, batch) -> {
                    if (batch.rows().stream().anyMatch(job -> job.id() == 3)) {
                        tx.execute("select pg_sleep(1)");
                    }
                });
        assertThat(round.run(8, true)).isEqualTo(new RoundResult(8, 7, 1, 0, 0, true));
    }

    @Test
    void aRowFoundBadMayHaveBeenDeletedMeanwhile() {
        Jobs.create(dsl, 4);
        Round round = rig.transactional(Jobs.fullClaim(), (tx, batch) -> {
            calls.incrementAndGet();
            if (calls.get() == 1) {
                TransactionHooks.of(tx).afterRollback(() -> dsl.execute("delete from jobs where id < 3"));
                throw new IllegalStateException("once");
            }
        });
        assertThat(round.run(4, true).done()).isEqualTo(2);
    }

    @Test
    void whatTheHandlerSaysOfRowsHoldsInPartsToo() {
        Jobs.create(dsl, 16);
        Round round = rig.transactional(Jobs.fullClaim(), (tx, batch) -> {
            for (Job job : batch) {
                if (job.id() == 2) {
                    batch.dead(job, "unwanted");
                } else if (job.id() == 3) {
                    batch.retry(job, "not yet");
                } else if (job.id() == 9) {
                    throw new SQLException("bad", "22000");
                }
            }
        });
        assertThat(round.run(16, true)).isEqualTo(new RoundResult(16, 13, 2, 1, 0, false));
        assertThat(Jobs.job(dsl, 2).lastError()).isEqualTo("unwanted");
        assertThat(Jobs.job(dsl, 9).attempts()).isEqualTo(1);
        assertThat(Jobs.job(dsl, 3).attempts()).isZero();
    }
}
