package io.pgstride.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import io.pgstride.testing.TcpProxy;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The processor with claims of its own, both ways. */
@PostgresTest
class BatchProcessorTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Table<Record> EVENTS = table(name("events"));
    private static final Field<Long> ID = field(name("events", "id"), SQLDataType.BIGINT);
    private static final Field<OffsetDateTime> AT =
            field(name("events", "created_at"), SQLDataType.TIMESTAMPWITHTIMEZONE);
    private static final Field<OffsetDateTime> DUE = field(name("events", "due"), SQLDataType.TIMESTAMPWITHTIMEZONE);
    private static final Field<OffsetDateTime> UNTIL =
            field(name("events", "locked_until"), SQLDataType.TIMESTAMPWITHTIMEZONE);
    private static final Field<UUID> TOKEN = field(name("events", "token"), SQLDataType.UUID);
    private static final Field<Integer> ATTEMPTS = field(name("events", "attempts"), SQLDataType.INTEGER);
    private static final Field<Boolean> PROCESSED = field(name("events", "processed"), SQLDataType.BOOLEAN);
    private static final Field<Boolean> DEAD = field(name("events", "dead"), SQLDataType.BOOLEAN);
    private static final Claim<Record> CLAIM =
            Claim.from(EVENTS).key(ID).where(PROCESSED.isFalse()).orderBy(AT).done(PROCESSED, true);
    private static final Claim<Record> LEASED = CLAIM.lease(UNTIL, TOKEN);

    private final DataSource dataSource;
    private final DSLContext dsl;
    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);

    BatchProcessorTest(DataSource dataSource, DSLContext dsl) {
        this.dataSource = dataSource;
        this.dsl = dsl;
    }

    @BeforeEach
    void create() {
        dsl.execute("drop table if exists events, effects");
        dsl.execute("""
                create table events (id bigint primary key, created_at timestamptz not null default clock_timestamp(),
                    processed boolean not null default false, dead boolean not null default false, due timestamptz not null default now(),
                    locked_until timestamptz, token uuid, attempts int not null default 0);
                create index on events (created_at, id) where not processed;
                create table effects (event bigint not null)
                """);
    }

    @Test
    void effectsAndAcknowledgementsCommitTogether() {
        add(1, 5_000);
        AtomicInteger failing = new AtomicInteger();
        try (BatchProcessor processor = BatchProcessor.on(dataSource)
                .claim(CLAIM)
                .transactional((tx, events) -> {
                    for (Record event : events) {
                        tx.execute("insert into effects values (?)", event.get(ID));
                    }
                    if (failing.incrementAndGet() == 3) {
                        throw new java.sql.SQLException("full, on purpose", "53100");
                    }
                })
                .batchSize(500)
                .workers(4)
                .build()) {
            ProcessingReport report = processor.drain();
            assertThat(report.done()).isEqualTo(5_000);
            assertThat(processor.name()).isEqualTo("events");
            assertThat(processor)
                    .hasToString("BatchProcessor[events: 4 workers, batches of 500, pause PT0S, poll every PT1S,"
                            + " sweep every PT1S]");
        }
        assertThat(single("select count(distinct event) || '/' || count(*) from effects"))
                .isEqualTo("5000/5000");
    }

    @Test
    void aHandlerMayWorkForLongerThanItsLease() {
        add(1, 20);
        AtomicInteger calls = new AtomicInteger();
        Duration lease = Duration.ofMillis(600);
        BatchProcessor first = BatchProcessor.on(dataSource)
                .claim(LEASED)
                .leased(lease, (tx, events) -> {
                    calls.addAndGet(events.size());
                    inside.countDown();
                    assertThat(go.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
                    assertThat(events.lostLease()).isFalse();
                })
                .build();
        first.start();
        awaitInside();
        assertThat(StopTest.threads("events")).contains("pgstride-events-heartbeat", "pgstride-events-worker-1");
        String before = single("select max(locked_until)::text from events");
        await().atMost(LIMIT)
                .until(() -> single("select now() > " + "'" + before + "'::timestamptz + interval '600 ms'")
                        .equals("true"));
        assertThat(BatchProcessor.on(dataSource)
                        .claim(LEASED)
                        .leased(lease, (tx, events) -> calls.addAndGet(1_000))
                        .name("second")
                        .build()
                        .drain()
                        .claimed())
                .isZero();
        go.countDown();
        ProcessingReport report = first.stop(LIMIT);
        assertThat(report.done()).isEqualTo(20);
        assertThat(report.lost()).isZero();
        assertThat(calls).hasValue(20);
        assertThat(StopTest.threads("events")).isEmpty();
    }

    /** Also of one that was too young for its first beat, and waits for a second one that is longest of all. */
    @Test
    void aSilentConnectionOfTheHeartbeatDoesNotCostTheLease(PostgresDatabase database) throws Exception {
        Duration lease = Duration.ofMillis(1_500);
        try (TcpProxy proxy =
                TcpProxy.to(database.server().host(), database.server().port())) {
            BatchProcessor processor = BatchProcessor.on(
                            new SilentForTheHeartbeat(dataSource, database.urlThrough(proxy), proxy))
                    .claim(LEASED)
                    .leased(lease, (tx, events) -> {
                        inside.countDown();
                        assertThat(go.await(LIMIT.toSeconds(), TimeUnit.SECONDS))
                                .isTrue();
                    })
                    .pollInterval(Duration.ofMillis(10))
                    .build();
            processor.start();
            dsl.execute("select pg_sleep(0.35)");
            add(1, 10);
            awaitInside();
            AtomicInteger rivals = new AtomicInteger();
            try (BatchProcessor rival = BatchProcessor.on(dataSource)
                    .claim(LEASED)
                    .leased(lease, (tx, events) -> rivals.addAndGet(events.size()))
                    .name("rival")
                    .pollInterval(Duration.ofMillis(10))
                    .sweepInterval(Duration.ofMillis(10))
                    .build()) {
                rival.start();
                dsl.execute("select pg_sleep(3)");
            }
            go.countDown();
            assertThat(processor.stop(LIMIT).done()).isEqualTo(10);
            assertThat(rivals).hasValue(0);
        }
    }

    @Test
    void aLeaseIsReleasedWhenTheDeadlineOfAStopIsOver() {
        add(1, 10);
        BatchProcessor processor = BatchProcessor.on(dataSource)
                .claim(LEASED)
                .leased(Duration.ofHours(1), (tx, events) -> {
                    inside.countDown();
                    go.await();
                })
                .build();
        processor.start();
        awaitInside();
        assertThat(pending()).isZero();
        ProcessingReport report = processor.stop(Duration.ofMillis(100));
        assertThat(report.done()).isZero();
        assertThat(pending()).isEqualTo(10);
        assertThat(StopTest.threads("events")).isEmpty();
    }

    @Test
    void whoIgnoresItsInterruptLosesItsLease() {
        add(1, 10);
        BlockingQueue<Integer> lost = new LinkedBlockingQueue<>();
        BatchProcessor processor = BatchProcessor.on(dataSource)
                .claim(LEASED)
                .leased(Duration.ofHours(1), (tx, events) -> {
                    inside.countDown();
                    awaitInSpiteOfInterrupts(go);
                    assertThat(events.lostRows()).hasSize(10);
                })
                .listener(new ProcessingListener() {
                    @Override
                    public void leaseLost(List<? extends Record> rows) {
                        lost.add(rows.size());
                    }
                })
                .build();
        processor.start();
        awaitInside();
        processor.stop(Duration.ZERO);
        assertThat(pending()).isEqualTo(10);
        assertThat(BatchProcessor.on(dataSource)
                        .claim(LEASED)
                        .leased(Duration.ofMinutes(1), (tx, events) -> {})
                        .name("second")
                        .build()
                        .drain()
                        .done())
                .isEqualTo(10);
        go.countDown();
        await().atMost(LIMIT).until(() -> StopTest.threads("events").isEmpty());
        assertThat(processor.report().done()).isZero();
        assertThat(lost).containsExactly(10);
    }

    @Test
    void aListenerHearsOfSplitsRetriesAndDeadLetters() {
        add(1, 20);
        List<String> heard = new CopyOnWriteArrayList<>();
        Claim<Record> claim =
                CLAIM.where(DEAD.isFalse()).dueAt(DUE).attempts(ATTEMPTS).dead(DEAD, true);
        BatchProcessor processor = BatchProcessor.on(dataSource)
                .claim(claim)
                .transactional((tx, events) -> {
                    for (Record event : events) {
                        if (event.get(ID) == 7) {
                            throw new IllegalArgumentException("seven");
                        }
                    }
                })
                .retry(new RetryBackoff(2, Duration.ZERO, Duration.ZERO))
                .listener(new ProcessingListener() {
                    @Override
                    public void batchSplit(int rows, Throwable failure) {
                        heard.add("split " + rows + " " + failure.getMessage());
                    }

                    @Override
                    public void rowRetried(Record row, int attempt, Duration pause, String reason) {
                        heard.add("retried " + row.get(ID) + " " + attempt);
                    }

                    @Override
                    public void rowDead(Record row, int attempt, String reason) {
                        heard.add("dead " + row.get(ID) + " " + attempt);
                    }
                })
                .build();
        ProcessingReport report = processor.drain();
        assertThat(report).isEqualTo(new ProcessingReport(21, 19, 1, 1, 0, 2, report.elapsed()));
        assertThat(heard).containsExactly("split 20 seven", "retried 7 1", "dead 7 2");
    }

    @Test
    void rowsThatCanBeNeitherPutOffNorGivenUpEndIt() {
        add(1, 20);
        AtomicLong done = new AtomicLong();
        BatchProcessor processor = BatchProcessor.on(dataSource)
                .claim(CLAIM)
                .transactional((tx, events) -> {
                    if (events.rows().stream().anyMatch(event -> event.get(ID) == 7)) {
                        throw new IllegalArgumentException("seven");
                    }
                })
                .listener(new ProcessingListener() {
                    @Override
                    public void batchEnded(ProcessingReport batch) {
                        done.addAndGet(batch.done());
                    }
                })
                .build();
        assertThatThrownBy(processor::drain)
                .isInstanceOf(BatchFailedException.class)
                .hasRootCauseMessage("seven");
        assertThat(done.get()).isEqualTo(19);
        processor.start();
        await().atMost(LIMIT).until(() -> !processor.isRunning());
        assertThat(processor.failure()).get().isInstanceOf(BatchFailedException.class);
        processor.close();
        assertThat(pending()).isEqualTo(1);
    }

    @Test
    void aHandlerThatLeavesRowsPendingIsToldSo() {
        add(1, 5);
        assertThatThrownBy(BatchProcessor.on(dataSource)
                        .claim(Claim.from(EVENTS).key(ID).where(PROCESSED.isFalse()))
                        .transactional((tx, events) -> {})
                        .build()::drain)
                .isInstanceOf(UnacknowledgedRowsException.class);
    }

    @Test
    void aRowThatIsCommittedLateIsFoundByASweep() {
        add(1_000, 1_100);
        AtomicInteger done = new AtomicInteger();
        try (BatchProcessor processor = BatchProcessor.on(dataSource)
                .claim(CLAIM)
                .transactional((tx, events) -> done.addAndGet(events.size()))
                .batchSize(50)
                .pollInterval(Duration.ofMillis(100))
                .sweepInterval(Duration.ofMillis(100))
                .build()) {
            processor.start();
            await().atMost(LIMIT).until(() -> done.get() == 101);
            dsl.execute("insert into events (id, created_at) values (1, now() - interval '1 hour')");
            await().atMost(LIMIT).until(() -> done.get() == 102);
        }
    }

    @Test
    void aDrainFindsRowsBehindTheHint() {
        add(1, 100);
        AtomicInteger calls = new AtomicInteger();
        ProcessingReport report = BatchProcessor.on(dataSource)
                .claim(CLAIM)
                .transactional((tx, events) -> {
                    if (calls.incrementAndGet() == 5) {
                        dsl.execute("insert into events (id, created_at) values (-1, now() - interval '1 hour')");
                    }
                })
                .batchSize(10)
                .sweepInterval(Duration.ofHours(1))
                .build()
                .drain();
        assertThat(report.done()).isEqualTo(101);
    }

    @Test
    void transactionsCanBeChanged() {
        add(1, 1);
        BatchProcessor.on(dataSource)
                .claim(CLAIM)
                .transactional((tx, events) -> assertThat(
                                tx.fetchSingle("show statement_timeout").get(0, String.class))
                        .isEqualTo("7s"))
                .transactions(transactions -> transactions.statementTimeout(Duration.ofSeconds(7)))
                .build()
                .drain();
        assertThat(pending()).isZero();
    }

    @Test
    void transactionsOfALeasedProcessorAreRefusedRatherThanLeftOut() {
        BatchProcessorBuilder leased = BatchProcessor.on(dataSource)
                .claim(LEASED)
                .leased(LIMIT, (tx, events) -> {})
                .transactions(transactions -> transactions.statementTimeout(Duration.ofSeconds(7)));
        assertThatThrownBy(leased::build).hasMessageContaining("leased processor events has no transactions");
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        BatchProcessorBuilder builder =
                BatchProcessor.on(dataSource).claim(CLAIM).transactional((tx, events) -> {});
        assertThatThrownBy(() -> builder.workers(0)).hasMessage("0 workers are out of range; give 1 to 1000");
        assertThatThrownBy(() -> builder.name(" ")).hasMessageContaining("1 to 100");
        assertThatThrownBy(() -> builder.pollInterval(Duration.ZERO)).hasMessageContaining("PT0S");
        assertThatThrownBy(() -> builder.sweepInterval(Duration.ofDays(2))).hasMessageContaining("PT48H");
        assertThatThrownBy(() -> builder.patience(Duration.ofNanos(1))).hasMessageContaining("1 ms");
        assertThatThrownBy(() -> builder.pauseBetweenBatches(Duration.ofMillis(-1)))
                .hasMessageContaining("PT-0.001S");
        assertThatThrownBy(() -> BatchProcessor.on(dataSource)
                        .claim(CLAIM)
                        .leased(LIMIT, (tx, events) -> {})
                        .build())
                .isInstanceOf(InvalidClaimException.class);
    }

    private void add(int from, int to) {
        dsl.execute("insert into events (id) select g from generate_series(?, ?) g", from, to);
    }

    private int pending() {
        return Integer.parseInt(
                single(
                        "select count(*)::text from events where not processed and (locked_until is null or locked_until <= now())"));
    }

    private String single(String sql) {
        return dsl.fetchSingle(sql).get(0, String.class);
    }

    private void awaitInside() {
        await().atMost(LIMIT).until(() -> inside.getCount() == 0);
    }

    private static void awaitInSpiteOfInterrupts(CountDownLatch latch) {
        boolean over = false;
        while (!over) {
            try {
                over = latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                assertThat(e).isNotNull();
            }
        }
    }
}
