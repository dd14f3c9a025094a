package io.pgstride.examples.batching;

import static io.pgstride.examples.db.Tables.EVENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import io.pgstride.batching.Batch;
import io.pgstride.batching.BatchProcessor;
import io.pgstride.batching.BatchSize;
import io.pgstride.batching.Claim;
import io.pgstride.batching.ProcessingReport;
import io.pgstride.batching.QueueHealth;
import io.pgstride.batching.RetryBackoff;
import io.pgstride.batching.backfill.Backfill;
import io.pgstride.batching.backfill.BackfillControl;
import io.pgstride.batching.backfill.BackfillEnd;
import io.pgstride.batching.bulk.BulkResult;
import io.pgstride.batching.bulk.BulkWriter;
import io.pgstride.batching.job.Enqueued;
import io.pgstride.batching.job.Job;
import io.pgstride.batching.job.JobTable;
import io.pgstride.core.finding.Finding;
import io.pgstride.examples.db.tables.records.EventsRecord;
import io.pgstride.examples.tour.TourTables;
import io.pgstride.testing.PostgresTest;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What docs/batching.md shows, beside the example classes. */
@PostgresTest
class BatchingPageTest {
    private static final OffsetDateTime OLD = OffsetDateTime.parse("2025-01-01T00:00:00Z");

    private static final class Reports {
        // tag::plain[]
        static final Table<Record> REPORTS = table(name("reports"));
        static final Field<Long> ID = field(name("reports", "id"), SQLDataType.BIGINT);
        static final Field<Boolean> READY = field(name("reports", "ready"), SQLDataType.BOOLEAN);
        static final Field<OffsetDateTime> RUN_AT = field(name("reports", "run_at"), SQLDataType.TIMESTAMPWITHTIMEZONE);
        static final Field<UUID> LEASE = field(name("reports", "lease"), SQLDataType.UUID);
        // end::plain[]
        static final Field<OffsetDateTime> LEASED_UNTIL =
                field(name("reports", "leased_until"), SQLDataType.TIMESTAMPWITHTIMEZONE);
        static final Field<Integer> ATTEMPTS = field(name("reports", "attempts"), SQLDataType.INTEGER);
        static final Field<String> ERROR = field(name("reports", "error"), SQLDataType.CLOB);
        static final Field<Boolean> FAILED = field(name("reports", "failed"), SQLDataType.BOOLEAN);
        static final Field<Integer> PRIORITY = field(name("reports", "priority"), SQLDataType.INTEGER);
    }

    private final DataSource dataSource;
    private final DSLContext dsl;
    private final AtomicBoolean interrupted = new AtomicBoolean();

    BatchingPageTest(DataSource dataSource, DSLContext dsl) {
        this.dataSource = dataSource;
        this.dsl = dsl;
    }

    @BeforeAll
    static void create(DSLContext dsl) {
        TourTables.create(dsl);
        dsl.execute("""
                create table reports (id bigint generated always as identity primary key, ready boolean not null default false,
                  run_at timestamptz not null default now(), leased_until timestamptz, lease uuid,
                  attempts integer not null default 0, error text, failed boolean not null default false,
                  priority integer not null default 0)""");
        dsl.execute("insert into pgstride_tour.users (email, name, created_at) values ('a', 'A', now())");
        dsl.execute("create table old_events (like pgstride_tour.events including all)");
    }

    private static Claim<Record> claim() {
        // tag::full[]
        Claim<Record> unready = Claim.from(Reports.REPORTS)
                .key(Reports.ID)
                .where(Reports.READY.isFalse().and(Reports.FAILED.isFalse()))
                .dueAt(Reports.RUN_AT) // not before this; retries move it
                .orderBy(Reports.RUN_AT)
                .lease(Reports.LEASED_UNTIL, Reports.LEASE) // for leased mode
                .attempts(Reports.ATTEMPTS)
                .lastError(Reports.ERROR)
                .done(Reports.READY, true)
                .dead(Reports.FAILED, true);
        // end::full[]
        return unready;
    }

    @Test
    void leased() {
        dsl.execute("truncate reports restart identity");
        dsl.execute("insert into reports (priority) select n from generate_series(1, 5) n");
        Claim<Record> unready = claim();
        // tag::leased[]
        BatchProcessor processor = BatchProcessor.on(dataSource)
                .claim(unready.priority(Reports.PRIORITY))
                .leased(Duration.ofMinutes(1), this::render)
                .batchSize(BatchSize.adaptive(1, 50, Duration.ofSeconds(20)))
                .workers(2)
                .retry(new RetryBackoff(5, Duration.ofSeconds(10), Duration.ofMinutes(10)))
                .build();
        // end::leased[]
        ProcessingReport report = processor.drain();
        assertThat(report.done()).isEqualTo(4);
        assertThat(report.retried()).isEqualTo(1);
        processor.close();
    }

    // tag::items[]
    private void render(DSLContext dsl, Batch<Record> reports) {
        for (Record report : reports) {
            if (reports.lostRows().stream().anyMatch(lost -> lost == report)) {
                continue; // someone else has it by now
            }
            try {
                render(report.get(Reports.ID));
            } catch (IllegalStateException e) {
                reports.fail(report, e); // counts an attempt: tried again later, or dead after the last
            }
        }
    }
    // end::items[]

    private static void render(long report) {
        if (report == 3) {
            throw new IllegalStateException("no data");
        }
    }

    // tag::stopping[]
    private void renderUntilStopped(DSLContext dsl, Batch<Record> reports) {
        Deque<Record> rest = new ArrayDeque<>(reports.rows());
        try {
            while (!rest.isEmpty()) {
                renderSlowly(rest.element());
                rest.remove();
            }
        } catch (InterruptedException stop) { // and the thread's interrupt is not set again
            rest.forEach(report -> reports.retryAfter(report, Duration.ZERO, "stopped"));
        }
    }
    // end::stopping[]

    private void renderSlowly(Record report) throws InterruptedException {
        if (report.get(Reports.PRIORITY) == 3 && !interrupted.getAndSet(true)) {
            throw new InterruptedException("as by a stop");
        }
    }

    @Test
    void whatIsDoneBeforeAnInterruptIsKept() {
        dsl.execute("truncate reports");
        dsl.execute("insert into reports (priority) select n from generate_series(1, 5) n");
        ProcessingReport report = BatchProcessor.on(dataSource)
                .claim(claim())
                .leased(Duration.ofMinutes(1), this::renderUntilStopped)
                .build()
                .drain();
        assertThat(report.done()).isEqualTo(5);
        assertThat(report.retried()).isEqualTo(3);
    }

    @Test
    void jobs() {
        JobTable jobs = JobTable.ofDefaults();
        dsl.execute(jobs.ddl());
        JSONB payload = JSONB.jsonb("{}");
        // tag::jobs[]
        Enqueued enqueued = jobs.enqueueAll(
                dsl,
                List.of(
                        Job.of("mail", payload).unique("welcome-42"),
                        Job.of("mail", payload).delayed(Duration.ofMinutes(5)),
                        Job.of("mail", payload).at(OffsetDateTime.parse("2030-01-01T08:00:00Z")),
                        Job.of("mail", payload).priority(10)));
        // end::jobs[]
        assertThat(enqueued.ids()).hasSize(4);
    }

    @Test
    void health() {
        dsl.execute("truncate reports");
        Claim<Record> unready = claim();
        // tag::health[]
        List<Finding> findings = QueueHealth.of(unready).id("batching.reports").find(dsl);
        // end::health[]
        assertThat(findings).extracting(Finding::key).contains("batching.missing-index");
    }

    @Test
    void kindsOfBackfills() {
        List<EventsRecord> events =
                LongStream.rangeClosed(1, 100).mapToObj(BatchingPageTest::event).toList();
        // tag::records[]
        BulkResult result = BulkWriter.into(EVENTS).insert(dsl, events);
        // end::records[]
        assertThat(result.written()).isEqualTo(100);
        // tag::kinds[]
        Backfill copy = Backfill.on(dataSource)
                .name("events_archived")
                .insertInto(table(name("old_events")), EVENTS.fields())
                .from(EVENTS)
                .select(EVENTS.fields())
                .where(EVENTS.CREATED_AT.lt(OLD))
                .onConflictDoNothing()
                .build();
        Backfill rename = Backfill.on(dataSource)
                .name("events_kind_upper")
                .transform(EVENTS, (tx, rows) -> rows.forEach(row -> row.setKind(normal(row.getKind()))))
                .build();
        Backfill delete = Backfill.on(dataSource)
                .name("events_purged")
                .delete(EVENTS)
                .where(EVENTS.CREATED_AT.lt(OLD))
                .parallelRanges(4)
                .build();
        // end::kinds[]
        assertThat(copy.run().changed()).isEqualTo(50);
        assertThat(rename.run().changed()).isEqualTo(100);
        assertThat(delete.run().ended()).isEqualTo(BackfillEnd.COMPLETED);
        // tag::steer[]
        BackfillControl control = BackfillControl.on(dataSource);
        control.pause("events_purged"); // after the batch under way
        control.resume("events_purged");
        control.stop("events_purged"); // run() returns; a later one continues
        control.list().forEach(status -> log(status.name(), status.state(), status.waitingFor()));
        // end::steer[]
        assertThat(dsl.fetchCount(EVENTS)).isEqualTo(50);
    }

    private static String normal(String kind) {
        return kind.toUpperCase(java.util.Locale.ROOT);
    }

    private static void log(Object... what) {
        assertThat(what).doesNotContainNull();
    }

    private static EventsRecord event(long id) {
        return new EventsRecord(id, 1L, null, "view", null, 5, id <= 50 ? OLD.minusDays(1) : OLD.plusDays(1));
    }
}
