package io.pgstride.batching;

import static io.pgstride.batching.Jobs.JOBS;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.batching.internal.claim.LeasedRounds;
import io.pgstride.batching.internal.run.RoundResult;
import io.pgstride.testing.PostgresTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What of a leased batch is told when the batch does not come to its end. */
@PostgresTest
class LeasedCountsTest {
    private final DataSource dataSource;
    private final DSLContext dsl;
    private final Rig rig;
    private final Rig.Diary diary = new Rig.Diary();

    LeasedCountsTest(DataSource dataSource, DSLContext dsl) {
        this.dataSource = dataSource;
        this.dsl = dsl;
        this.rig = Rig.on(dataSource).events(diary);
    }

    @BeforeEach
    void load() {
        Jobs.create(dsl, 10);
    }

    @Test
    void whatWasAcknowledgedBeforeAnInterruptIsCounted() {
        LeasedRounds leased = rig.leased(Jobs.leasedClaim(), (anywhere, batch) -> {
            if (batch.rows().get(0).id() > 2) {
                Thread.currentThread().interrupt();
            }
            if (batch.rows().get(batch.size() - 1).id() > 2) {
                throw new IllegalStateException("bad");
            }
        });
        RoundResult result = leased.round().run(4, true);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(result).isEqualTo(new RoundResult(4, 2, 0, 0, 0, true));
        assertThat(dsl.fetchCount(JOBS, JOBS.TOKEN.isNotNull())).isZero();
        assertThat(Jobs.in(dsl, Jobs.DONE)).isEqualTo(2);
    }

    @Test
    void whatWasAcknowledgedBeforeTheDatabaseFailedIsCounted() {
        dsl.execute("""
                drop sequence if exists refusals;
                create sequence refusals;
                create or replace function full_once() returns trigger language plpgsql as $$
                begin
                  if nextval('refusals') = 1 then
                    raise exception 'full' using errcode = '53100';
                  end if;
                  return new;
                end $$;
                create trigger full_once before update on jobs for each row
                  when (new.run_at > old.run_at) execute function full_once();
                """);
        List<Exception> failures = new CopyOnWriteArrayList<>();
        List<Long> done = new CopyOnWriteArrayList<>();
        ProcessingReport report;
        try (BatchProcessor processor = BatchProcessor.on(dataSource)
                .claim(Jobs.leasedClaim().dueAt(JOBS.RUN_AT))
                .leased(
                        Rig.LEASE,
                        (anywhere, batch) -> batch.forEach(job -> {
                            if (job.id() == 1) {
                                batch.retryAfter(job, Duration.ofHours(1), "later");
                            }
                        }))
                .listener(new ProcessingListener() {
                    @Override
                    public void batchEnded(ProcessingReport batch) {
                        done.add(batch.done());
                    }

                    @Override
                    public void databaseFailed(Exception cause) {
                        failures.add(cause);
                    }
                })
                .build()) {
            report = processor.drain();
        }
        assertThat(report).isEqualTo(new ProcessingReport(11, 9, 1, 0, 0, 2, report.elapsed()));
        assertThat(failures).hasSize(1);
        assertThat(done).containsExactly(9L, 0L);
        assertThat(Jobs.in(dsl, Jobs.DONE)).isEqualTo(9);
    }

    @Test
    void rowsThatAStopReleasedAreToldInTheirOrder() {
        LeasedRounds[] leased = new LeasedRounds[1];
        leased[0] = rig.leased(Jobs.leasedClaim(), (anywhere, batch) -> {
            leased[0].release();
            assertThat(batch.lostRows()).isEqualTo(batch.rows());
        });
        assertThat(leased[0].round().run(10, true)).isEqualTo(new RoundResult(10, 0, 0, 0, 10, false));
        assertThat(diary.lines()).containsExactly("lost [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]");
    }
}
