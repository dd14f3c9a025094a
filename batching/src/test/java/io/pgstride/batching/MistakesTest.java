package io.pgstride.batching;

import static io.pgstride.batching.Jobs.JOBS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgstride.batching.Jobs.Job;
import io.pgstride.core.ForwardingDataSource;
import io.pgstride.testing.PostgresTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mistake of the program ends the processor: no row is to blame, none is given up, none loses an attempt. */
@PostgresTest
class MistakesTest {
    private static final Field<Boolean> MISSPELLED = DSL.field(DSL.name("okay"), SQLDataType.BOOLEAN);

    private final DataSource dataSource;
    private final DSLContext dsl;
    private final List<Long> handled = new CopyOnWriteArrayList<>();

    MistakesTest(DataSource dataSource, DSLContext dsl) {
        this.dataSource = dataSource;
        this.dsl = dsl;
    }

    @BeforeEach
    void load() {
        Jobs.create(dsl, 10);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aColumnOfDoneThatIsNotThereIsTheClaimsFault(boolean leased) {
        Claim<Job> claim = Jobs.leasedClaim().dueAt(JOBS.RUN_AT).done(MISSPELLED, true);
        try (BatchProcessor processor = processor(leased, claim, (anywhere, batch) -> note(batch))) {
            assertThatThrownBy(processor::drain).satisfies(MistakesTest::namesTableAndColumn);
        }
        assertThat(handled).hasSize(10);
        assertNothingLost();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aColumnOfDeadThatIsNotThereIsTheClaimsFault(boolean leased) {
        Claim<Job> claim = Jobs.leasedClaim().dead(MISSPELLED, true);
        BatchHandler<Job> refusing = (anywhere, batch) -> batch.forEach(job -> batch.dead(job, "bad"));
        try (BatchProcessor processor = processor(leased, claim, refusing)) {
            assertThatThrownBy(processor::drain).satisfies(MistakesTest::namesTableAndColumn);
        }
        assertNothingLost();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPrivilegeThatLacksIsTheClaimsFaultWhenPartsOfABatchAreTriedToo(boolean leased) {
        dsl.execute("drop role if exists pgstride_clerk");
        dsl.execute("create role pgstride_clerk");
        dsl.execute("grant select, update (token, locked_until, attempts) on jobs to pgstride_clerk");
        BatchHandler<Job> failingTogether = (anywhere, batch) -> {
            note(batch);
            if (batch.size() > 5) {
                throw new IllegalStateException("too many");
            }
        };
        try (BatchProcessor processor = builder(as("pgstride_clerk"), leased, Jobs.leasedClaim(), failingTogether)
                .build()) {
            assertThatThrownBy(processor::drain)
                    .isInstanceOf(InvalidClaimException.class)
                    .hasMessageContaining("jobs")
                    .hasMessageContaining("42501: permission denied");
        } finally {
            dsl.execute("drop owned by pgstride_clerk");
            dsl.execute("drop role pgstride_clerk");
        }
        assertThat(handled).hasSize(15);
        assertNothingLost();
    }

    private DataSource as(String role) {
        return new ForwardingDataSource(dataSource) {
            @Override
            protected Connection handOut(Connection connection) throws SQLException {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("set role " + role);
                }
                return connection;
            }
        };
    }

    /** Of two that make the same partition in a trigger one gets 42P07, which is over at once; here it is the row's. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRowThatATriggerRefusesWithAnySqlstateIsItsOwnFault(boolean leased) {
        refuse("if new.id = 3 and new.state = 1 then raise exception 'secret' using errcode = '42P07'; end if;");
        Claim<Job> claim = Jobs.leasedClaim();
        try (BatchProcessor processor = processor(leased, claim, (anywhere, batch) -> note(batch))) {
            assertThat(processor.drain()).satisfies(report -> {
                assertThat(report.done()).isEqualTo(9);
                assertThat(report.dead()).isOne();
            });
        }
        assertThat(Jobs.job(dsl, 3).state()).isEqualTo(Jobs.DEAD);
    }

    @Test
    void aRowThatAPolicyRefusesIsItsOwnFault() {
        dsl.execute("drop role if exists pgstride_clerk");
        dsl.execute("create role pgstride_clerk");
        dsl.execute("grant select, update on jobs to pgstride_clerk");
        dsl.execute("alter table jobs enable row level security");
        dsl.execute("create policy p on jobs using (true) with check (id <> 3 or state <> 1)");
        Claim<Job> claim = Jobs.leasedClaim();
        try (BatchProcessor processor = builder(as("pgstride_clerk"), false, claim, (tx, batch) -> note(batch))
                .build()) {
            assertThat(processor.drain().done()).isEqualTo(9);
        } finally {
            dsl.execute("drop table jobs");
            dsl.execute("drop role pgstride_clerk");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStartedProcessorGoesOnWhenTheColumnIsThere(boolean leased) {
        Claim<Job> claim = Jobs.leasedClaim().dueAt(JOBS.RUN_AT).done(MISSPELLED, true);
        try (BatchProcessor processor = processor(leased, claim, (anywhere, batch) -> note(batch))) {
            processor.start();
            await().until(() -> handled.size() >= 10);
            assertThat(processor.isRunning()).isTrue();
            assertThat(processor.failure()).isEmpty();
            dsl.execute("alter table jobs add okay boolean");
            await().atMost(Duration.ofSeconds(30)).until(() -> Jobs.in(dsl, Jobs.PENDING) == 0);
        }
        assertThat(dsl.fetchCount(JOBS, JOBS.ATTEMPTS.gt(1))).isZero();
    }

    /** Parts that were committed before it are counted. */
    @Test
    void whatWasDoneBeforeAMistakeIsCounted() {
        List<Integer> done = new CopyOnWriteArrayList<>();
        BatchHandler<Job> late = (anywhere, batch) -> {
            if (batch.size() > 5) {
                throw new IllegalStateException("too many");
            }
            if (batch.rows().get(0).id() > 5) {
                batch.fail(Jobs.job(dsl, 1), new IllegalStateException("bad"));
            }
        };
        try (BatchProcessor processor = builder(dataSource, true, Jobs.leasedClaim(), late)
                .listener(new ProcessingListener() {
                    @Override
                    public void batchEnded(ProcessingReport batch) {
                        done.add((int) batch.done());
                    }
                })
                .build()) {
            assertThatThrownBy(processor::drain).isInstanceOf(UnknownRowException.class);
        }
        assertThat(done).containsExactly(5);
        assertThat(Jobs.in(dsl, Jobs.PENDING)).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatTheHandlerThrowsAfterAMistakeIsNotLost(boolean error) {
        BatchHandler<Job> naming = (anywhere, batch) -> {
            try {
                batch.fail(Jobs.job(dsl, 1), new IllegalStateException("bad"));
            } catch (UnknownRowException e) {
                note(batch);
            }
            if (error) {
                throw new AssertionError("later");
            }
            throw new IllegalStateException("later");
        };
        try (BatchProcessor processor = processor(false, Jobs.leasedClaim(), naming)) {
            assertThatThrownBy(processor::drain)
                    .isInstanceOf(UnknownRowException.class)
                    .satisfies(e -> assertThat(e.getSuppressed())
                            .extracting(Throwable::getMessage)
                            .contains("later"));
        }
        assertNothingLost();
    }

    private void refuse(String body) {
        dsl.execute("create or replace function refuse() returns trigger language plpgsql as $$ begin " + body
                + " return new; end $$");
        dsl.execute("create trigger refuse before update on jobs for each row execute function refuse()");
    }

    /** Such a statement may concern some rows only. */
    @Test
    void aWrongStatementOfTheHandlerIsStillItsRowsFault() {
        BatchHandler<Job> wrong = (tx, batch) -> {
            if (batch.rows().stream().anyMatch(job -> job.id() == 3)) {
                tx.execute("select okay");
            }
        };
        try (BatchProcessor processor = BatchProcessor.on(dataSource)
                .claim(Jobs.claim().attempts(JOBS.ATTEMPTS).dead(JOBS.STATE, Jobs.DEAD))
                .transactional(wrong)
                .retry(new RetryBackoff(1, Duration.ZERO, Duration.ZERO))
                .build()) {
            assertThat(processor.drain().done()).isEqualTo(9);
        }
        assertThat(Jobs.job(dsl, 3).state()).isEqualTo(Jobs.DEAD);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRowThatTheBatchDoesNotHoldEndsTheProcessorEvenIfTheHandlerWrapsTheError(boolean leased) {
        BatchHandler<Job> naming = (anywhere, batch) -> {
            note(batch);
            try {
                batch.fail(Jobs.job(dsl, 1), new IllegalStateException("bad"));
            } catch (UnknownRowException e) {
                throw new IllegalStateException(e);
            }
        };
        try (BatchProcessor processor = processor(leased, Jobs.leasedClaim(), naming)) {
            assertThatThrownBy(processor::drain)
                    .isInstanceOf(UnknownRowException.class)
                    .hasMessageContaining("jobs")
                    .hasMessageContaining("very record");
        }
        assertThat(handled).hasSize(10);
        assertNothingLost();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsSaidAfterTheHandlerHasReturnedIsRefused(boolean leased) {
        AtomicReference<Batch<Job>> kept = new AtomicReference<>();
        try (BatchProcessor processor = processor(leased, Jobs.leasedClaim(), (anywhere, batch) -> kept.set(batch))) {
            assertThat(processor.drain().done()).isEqualTo(10);
        }
        Batch<Job> batch = kept.get();
        assertThatThrownBy(() -> batch.fail(batch.rows().get(0), new IllegalStateException("late")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("jobs");
        assertThatThrownBy(() -> batch.retry(batch.rows().get(0), "late")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> batch.dead(batch.rows().get(0), "late")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void keysOfRowsThatFailedAreToldButNotInTheMessage() {
        BatchHandler<Job> refusing = (tx, batch) -> batch.fail(batch.rows().get(6), new IllegalStateException("bad"));
        try (BatchProcessor processor = BatchProcessor.on(dataSource)
                .claim(Jobs.claim())
                .transactional(refusing)
                .build()) {
            assertThatThrownBy(processor::drain).isInstanceOfSatisfying(BatchFailedException.class, e -> {
                assertThat(e.keys()).containsExactly(List.of("7"));
                assertThat(e).hasMessageContaining("keys()").hasMessageNotContaining("7");
            });
        }
    }

    @Test
    void nullsAreNamed() {
        assertThatNullPointerException()
                .isThrownBy(() -> Jobs.claim().where(null))
                .withMessage("condition");
        assertThatNullPointerException()
                .isThrownBy(() -> Jobs.claim().done(null, true))
                .withMessage("field");
        assertThatNullPointerException()
                .isThrownBy(() -> Jobs.claim().lease(null, null))
                .withMessage("until");
        assertThatThrownBy(() -> BatchSize.fixed(-1))
                .hasMessage("batch size of -1 rows is out of range; give 1 to 100000");
    }

    private BatchProcessor processor(boolean leased, Claim<Job> claim, BatchHandler<Job> handler) {
        return builder(dataSource, leased, claim, handler).build();
    }

    private static BatchProcessorBuilder builder(
            DataSource from, boolean leased, Claim<Job> claim, BatchHandler<Job> handler) {
        BatchProcessorBuilder builder = leased
                ? BatchProcessor.on(from).claim(claim).leased(Rig.LEASE, handler)
                : BatchProcessor.on(from).claim(claim).transactional(handler);
        return builder.retry(new RetryBackoff(1, Duration.ZERO, Duration.ZERO));
    }

    private void note(Batch<Job> batch) {
        batch.forEach(job -> handled.add(job.id()));
    }

    private static void namesTableAndColumn(Throwable failure) {
        assertThat(failure)
                .isInstanceOf(InvalidClaimException.class)
                .hasMessageContaining("the claim of jobs")
                .hasMessageContaining("42703")
                .hasMessageContaining("okay");
    }

    private void assertNothingLost() {
        assertThat(Jobs.in(dsl, Jobs.PENDING)).isEqualTo(10);
        assertThat(dsl.fetchCount(JOBS, JOBS.TOKEN.isNotNull().or(JOBS.ATTEMPTS.gt(0))))
                .isZero();
    }
}
