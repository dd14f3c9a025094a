package io.pgstride.batching.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.jooq.impl.DSL.name;

import io.pgstride.batching.BatchHandler;
import io.pgstride.batching.BatchProcessor;
import io.pgstride.batching.ProcessingReport;
import io.pgstride.batching.RetryBackoff;
import io.pgstride.core.transaction.Transactions;
import io.pgstride.testing.PostgresTest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

@PostgresTest
class JobTableTest {
    private final DataSource dataSource;
    private final DSLContext dsl;
    private final JobTable jobs = JobTable.ofDefaults();

    JobTableTest(DataSource dataSource, DSLContext dsl) {
        this.dataSource = dataSource;
        this.dsl = dsl;
    }

    @BeforeEach
    void create() {
        dsl.execute("drop table if exists pgstride_job");
        dsl.execute(jobs.ddl());
        dsl.execute(jobs.priorityDdl());
    }

    @Test
    void ddlCanRunAgain() {
        dsl.execute(jobs.ddl());
        assertThat(dsl.fetch("select indexname from pg_indexes where tablename = 'pgstride_job' order by 1")
                        .getValues(0, String.class))
                .containsExactly(
                        "pgstride_job_dead",
                        "pgstride_job_due",
                        "pgstride_job_pkey",
                        "pgstride_job_priority",
                        "pgstride_job_unique");
    }

    @Test
    void jobsAreProcessedOnceAndGone() {
        List<Job> given = IntStream.range(0, 25_000)
                .mapToObj(i -> Job.of("mail", JSONB.valueOf("{\"n\": " + i + "}")))
                .toList();
        Enqueued enqueued = jobs.enqueueAll(dsl, given);
        assertThat(enqueued.ids()).hasSize(25_000).isSorted().doesNotHaveDuplicates();
        assertThat(enqueued.duplicates()).isZero();
        List<Long> seen = new CopyOnWriteArrayList<>();
        ProcessingReport report = BatchProcessor.on(dataSource)
                .claim(jobs.claim("mail"))
                .transactional((tx, batch) ->
                        seen.addAll(batch.rows().stream().map(JobRecord::id).toList()))
                .batchSize(1_000)
                .workers(2)
                .build()
                .drain();
        assertThat(report.done()).isEqualTo(25_000);
        assertThat(seen).containsExactlyInAnyOrderElementsOf(enqueued.ids());
        assertThat(dsl.fetchCount(jobs.table())).isZero();
    }

    /** What the handler has read by then is not what the second enqueue is about. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aKeyIsTakenWhileItsJobRuns(boolean leased) {
        jobs.enqueue(dsl, job("index").unique("article 7"));
        List<OptionalLong> during = new CopyOnWriteArrayList<>();
        BatchHandler<JobRecord> handler = (tx, batch) -> {
            if (during.isEmpty()) {
                during.add(jobs.enqueue(dsl, job("index").unique("article 7")));
                during.add(jobs.enqueue(dsl, job("index").unique("article 7, version 2")));
            }
        };
        var claimed = BatchProcessor.on(dataSource).claim(jobs.claim("index"));
        var builder = leased ? claimed.leased(Duration.ofMinutes(1), handler) : claimed.transactional(handler);
        assertThat(builder.build().drain().done()).isEqualTo(2);
        assertThat(during.get(0)).isEmpty();
        assertThat(during.get(1)).isPresent();
        assertThat(dsl.fetchCount(jobs.table())).isZero();
    }

    @Test
    void aRowTellsWhatWasEnqueued() {
        OptionalLong id = jobs.enqueue(
                dsl,
                Job.of("mail", JSONB.valueOf("{\"to\": \"me\"}")).priority(-3).unique("k"));
        JobRecord job = dsl.selectFrom(jobs.table()).fetchSingle();
        assertThat(id).hasValue(job.id());
        assertThat(job.queue()).isEqualTo("mail");
        assertThat(job.payload()).isEqualTo(JSONB.valueOf("{\"to\": \"me\"}"));
        assertThat(job.priority()).isEqualTo((short) -3);
        assertThat(job.uniqueKey()).contains("k");
        assertThat(job.lastError()).isEmpty();
        assertThat(job.attempts()).isZero();
        assertThat(job.isDead()).isFalse();
        assertThat(job.runAt()).isEqualTo(job.createdAt());
    }

    @Test
    void enqueuingIsPartOfTheCallersTransaction() {
        Transactions transactions = Transactions.on(dataSource);
        assertThatThrownBy(() -> transactions.run(tx -> {
                    jobs.enqueue(tx, job("mail"));
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(dsl.fetchCount(jobs.table())).isZero();
        transactions.run(tx -> jobs.enqueue(tx, job("mail")));
        assertThat(dsl.fetchCount(jobs.table())).isEqualTo(1);
    }

    @Test
    void aDelayCountsFromTheServersClockAndATimeIsKept() {
        OffsetDateTime time = OffsetDateTime.parse("2031-02-03T04:05:06.789012+03:00");
        jobs.enqueueAll(dsl, List.of(job("a").delayed(Duration.ofMinutes(90)), job("b").at(time), job("c")));
        assertThat(dsl.fetch("select extract(epoch from run_at - created_at)::int from pgstride_job order by id")
                        .getValues(0, Integer.class))
                .startsWith(5_400)
                .endsWith(0);
        assertThat(dsl.fetchSingle("select run_at from pgstride_job where queue = 'b'")
                        .get(0, OffsetDateTime.class)
                        .toInstant())
                .isEqualTo(time.toInstant());
        assertThat(drain("a")).isEmpty();
        assertThat(drain("c")).hasSize(1);
    }

    @Test
    void oneOfAKeyIsPendingInItsQueue() {
        Job job = job("mail").unique("welcome-42");
        assertThat(jobs.enqueue(dsl, job)).isPresent();
        assertThat(jobs.enqueue(dsl, job)).isEmpty();
        Enqueued more = jobs.enqueueAll(
                dsl,
                List.of(
                        job,
                        job("sms").unique("welcome-42"),
                        job("mail").unique("other"),
                        job("mail").unique("other")));
        assertThat(more.ids()).hasSize(2);
        assertThat(more.duplicates()).isEqualTo(2);
        drain("mail");
        assertThat(jobs.enqueue(dsl, job)).isPresent();
    }

    @Test
    void jobsComeInTheirOrderOrByPriority() {
        jobs.enqueueAll(dsl, List.of(job("q").priority(1), job("q").priority(5), job("q").priority(3)));
        List<Long> ids = dsl.fetch("select id from pgstride_job order by id").getValues(0, Long.class);
        List<Long> byPriority = new ArrayList<>();
        BatchProcessor.on(dataSource)
                .claim(jobs.claimByPriority("q"))
                .transactional((tx, batch) -> byPriority.add(batch.rows().get(0).id()))
                .batchSize(1)
                .build()
                .drain();
        assertThat(byPriority).containsExactly(ids.get(1), ids.get(2), ids.get(0));
        jobs.enqueueAll(dsl, List.of(job("q").priority(1), job("q").priority(5)));
        assertThat(drain("q")).isSorted().hasSize(2);
    }

    @Test
    void aTransactionNotifiesOnceHoweverManyJobsItEnqueues() throws SQLException {
        JobTable notifying = jobs.notifying("Jobs");
        try (var connection = dataSource.getConnection()) {
            try (var statement = connection.createStatement()) {
                statement.execute("listen \"Jobs\"");
            }
            Transactions.on(dataSource).run(tx -> {
                for (int i = 0; i < 10; i++) {
                    notifying.enqueueAll(tx, List.of(job("a"), job("b")));
                }
            });
            jobs.enqueue(dsl, job("a"));
            PGConnection listening = connection.unwrap(PGConnection.class);
            assertThat(listening.getNotifications(10_000)).hasSize(1);
            assertThat(listening.getNotifications(200)).isEmpty();
            Transactions.on(dataSource).run(tx -> notifying.enqueue(tx, job("c").unique("u")));
            assertThat(listening.getNotifications(10_000)).hasSize(1);
            notifying.enqueue(dsl, job("c").unique("u"));
            assertThat(listening.getNotifications(200)).isEmpty();
        }
    }

    @Test
    void whatIsRequeuedNotifiesWithItsCommit() throws SQLException {
        DeadLetters dead = jobs.notifying("jobs").deadLetters();
        long id = jobs.enqueue(dsl, job("a")).orElseThrow();
        dsl.execute("update pgstride_job set state = 2");
        try (var connection = dataSource.getConnection()) {
            try (var statement = connection.createStatement()) {
                statement.execute("listen jobs");
            }
            PGConnection listening = connection.unwrap(PGConnection.class);
            assertThatThrownBy(() -> Transactions.on(dataSource).run(tx -> {
                        assertThat(dead.requeue(tx, List.of(id))).isEqualTo(1);
                        throw new IllegalStateException("no");
                    }))
                    .hasMessage("no");
            assertThat(listening.getNotifications(200)).isEmpty();
            Transactions.on(dataSource).run(tx -> dead.requeue(tx, List.of(id)));
            assertThat(listening.getNotifications(10_000)).hasSize(1);
            assertThat(dead.requeue(dsl, List.of(id))).isZero();
            assertThat(listening.getNotifications(200)).isEmpty();
        }
    }

    @Test
    void whereTheTableIsMissingTheMessageSaysHowToMakeIt() {
        JobTable missing = JobTable.named(name("app", "Jobs"));
        DeadLetters dead = missing.deadLetters();
        List<ThrowingCallable> calls = List.of(
                () -> missing.enqueue(dsl, job("a")),
                () -> dead.list(dsl, "a", 0, 1),
                () -> dead.requeue(dsl, List.of(1L)),
                () -> dead.delete(dsl, List.of(1L)));
        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call)
                    .isInstanceOfSatisfying(
                            DataAccessException.class,
                            e -> assertThat(e.sqlState()).isEqualTo("42P01"))
                    .hasMessageStartingWith(
                            "the job table \"app\".\"Jobs\" cannot be used: relation \"app.Jobs\" does not exist")
                    .hasMessageContaining("JobTable.ddl()");
        }
    }

    @Test
    @SuppressWarnings("NullAway")
    void aNullIsNamed() {
        DeadLetters dead = jobs.deadLetters();
        Job job = job("a");
        Map<String, ThrowingCallable> calls = Map.ofEntries(
                entry("job", () -> jobs.enqueue(dsl, null)),
                entry("dsl", () -> jobs.enqueue(null, job)),
                entry("given", () -> jobs.enqueueAll(dsl, null)),
                entry("job of given", () -> jobs.enqueueAll(dsl, Collections.singletonList(null))),
                entry("queue of a claim", () -> jobs.claim(null)),
                entry("channel of a job table", () -> jobs.notifying(null)),
                entry("name", () -> JobTable.named(null)),
                entry("queue of a job", () -> Job.of(null, job.payload())),
                entry("payload", () -> Job.of("a", null)),
                entry("delay", () -> job.delayed(null)),
                entry("time", () -> job.at(null)),
                entry("key", () -> job.unique(null)),
                entry("queue", () -> dead.list(dsl, null, 0, 1)),
                entry("ids", () -> dead.requeue(dsl, null)));
        calls.forEach((named, call) -> assertThatThrownBy(call)
                .as(named)
                .isInstanceOf(NullPointerException.class)
                .hasMessage(named));
    }

    @Test
    void aJobThatFailsIsADeadLetterThatCanBeRequeuedOrDeleted() {
        jobs.enqueueAll(dsl, List.of(job("q").unique("k"), job("q"), job("q")));
        for (int i = 0; i < 2; i++) {
            BatchProcessor.on(dataSource)
                    .claim(jobs.claim("q"))
                    .transactional((tx, batch) -> {
                        throw new IllegalStateException("on purpose");
                    })
                    .retry(new RetryBackoff(2, Duration.ZERO, Duration.ZERO))
                    .build()
                    .drain();
        }
        DeadLetters dead = jobs.deadLetters();
        List<JobRecord> letters = dead.list(dsl, "q", 0, 10);
        assertThat(letters).hasSize(3).allSatisfy(letter -> {
            assertThat(letter.isDead()).isTrue();
            assertThat(letter.attempts()).isEqualTo(2);
            assertThat(letter.lastError()).get().asString().contains("on purpose");
        });
        assertThat(dead.list(dsl, "q", letters.get(0).id(), 1)).containsExactly(letters.get(1));
        assertThat(dead.list(dsl, "other", 0, 10)).isEmpty();

        List<Long> ids = letters.stream().map(JobRecord::id).toList();
        jobs.enqueue(dsl, job("q").unique("k"));
        assertThat(dead.requeue(dsl, ids.subList(0, 2)))
                .as("the first one's key is taken")
                .isEqualTo(1);
        assertThat(drain("q")).hasSize(2).contains(ids.get(1));
        assertThat(dead.requeue(dsl, List.of(ids.get(0)))).isEqualTo(1);
        assertThat(dead.delete(dsl, ids)).as("only what is dead").isEqualTo(1);
        assertThat(drain("q")).containsExactly(ids.get(0));
        assertThat(dsl.fetchCount(jobs.table())).isZero();
    }

    @Test
    void ofSeveralDeadLettersWithOneKeyTheFirstIsRequeued() {
        dsl.execute(
                "insert into pgstride_job (queue, unique_key, state) select 'q', 'k', 2 from generate_series(1, 3)");
        List<Long> ids = dsl.fetch("select id from pgstride_job order by id").getValues(0, Long.class);
        assertThat(jobs.deadLetters().requeue(dsl, ids)).isEqualTo(1);
        assertThat(drain("q")).containsExactly(ids.get(0));
    }

    @Test
    void anyNameServes() {
        dsl.execute("create schema if not exists app");
        JobTable other = JobTable.named(name("app", "Some \"jobs\" $1"));
        dsl.execute("drop table if exists app.\"Some \"\"jobs\"\" $1\"");
        dsl.execute(other.ddl());
        dsl.execute(other.priorityDdl());
        other.enqueue(dsl, job("q"));
        assertThat(dsl.fetchCount(other.table())).isEqualTo(1);
        assertThat(dsl.fetchCount(jobs.table())).isZero();
        ProcessingReport report = BatchProcessor.on(dataSource)
                .claim(other.claim("q"))
                .leased(Duration.ofMinutes(1), (tx, batch) -> {})
                .build()
                .drain();
        assertThat(report.done()).isEqualTo(1);
        assertThat(other.deadLetters().requeue(dsl, List.of(1L))).isZero();
    }

    @Test
    void whatIsOutOfRangeIsRefused() {
        assertThatThrownBy(() -> job(" ")).hasMessageContaining("queue of a job has 1 characters");
        assertThatThrownBy(() -> job("q").priority(40_000)).hasMessageContaining("40000");
        assertThatThrownBy(() -> job("q").unique("x".repeat(1_001))).hasMessageContaining("1001");
        assertThatThrownBy(() -> job("q").delayed(Duration.ofSeconds(-1))).hasMessageContaining("PT-1S");
        assertThatThrownBy(() -> jobs.enqueue(dsl, Job.of("q", JSONB.valueOf("{"))))
                .isInstanceOf(DataAccessException.class);
        assertThat(Job.of("q", JSONB.valueOf("\"secret\"")).toString()).doesNotContain("secret");
    }

    private static Job job(String queue) {
        return Job.of(queue, JSONB.valueOf("{}"));
    }

    private List<Long> drain(String queue) {
        List<Long> seen = new ArrayList<>();
        BatchProcessor.on(dataSource)
                .claim(jobs.claim(queue))
                .transactional((tx, batch) -> batch.rows().forEach(job -> seen.add(job.id())))
                .build()
                .drain();
        return seen;
    }
}
