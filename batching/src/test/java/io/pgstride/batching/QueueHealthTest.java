package io.pgstride.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import io.pgstride.batching.QueueHealth.Limits;
import io.pgstride.batching.job.JobTable;
import io.pgstride.core.finding.Finding;
import io.pgstride.core.finding.FindingSource;
import io.pgstride.core.finding.FindingSources;
import io.pgstride.core.finding.Severity;
import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import java.sql.Connection;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class QueueHealthTest {
    private static final Table<Record> ITEMS = table(name("items"));
    private static final Field<Long> ID = field(name("items", "id"), SQLDataType.BIGINT);
    private static final Field<OffsetDateTime> AT = field(name("items", "at"), SQLDataType.TIMESTAMPWITHTIMEZONE);
    private static final Field<String> STATE = field(name("items", "state"), SQLDataType.VARCHAR);
    private static final Claim<Record> CLAIM = Claim.from(ITEMS)
            .key(ID)
            .where(STATE.eq("new"))
            .orderBy(AT)
            .done(STATE, "done")
            .dead(STATE, "dead");
    private static final Limits NARROW = new Limits(50, Duration.ZERO, 100, 5);

    private final PostgresDatabase database;
    private final DataSource dataSource;
    private final DSLContext dsl;

    QueueHealthTest(PostgresDatabase database) {
        this.database = database;
        this.dataSource = database.dataSource();
        this.dsl = database.dsl();
    }

    @BeforeEach
    void create() {
        dsl.execute("drop table if exists items, pgstride_job");
        dsl.execute("""
                create table items (id bigint primary key, at timestamptz not null default now(), state text not null default 'new')
                    with (autovacuum_enabled = off)
                """);
    }

    @Test
    void whatIsWellIsNotTold() {
        index();
        dsl.execute("insert into items select g from generate_series(1, 1000) g");
        assertThat(QueueHealth.of(CLAIM).find(dsl)).isEmpty();
    }

    @Test
    void tellsOfDepthAgeAndDeadLetters() {
        index();
        dsl.execute(
                "insert into items select g, now() - interval '1 hour', case when g <= 60 then 'new' else 'dead' end"
                        + " from generate_series(1, 65) g");
        List<Finding> findings = find(NARROW);
        assertThat(findings)
                .extracting(Finding::key)
                .containsExactlyInAnyOrder("batching.queue-depth", "batching.oldest-pending", "batching.dead-letters");
        assertThat(of(findings, "batching.queue-depth").evidence()).containsEntry("pending", 60L);
        assertThat(of(findings, "batching.dead-letters").evidence()).containsEntry("rows", 5L);
        assertThat((Duration) of(findings, "batching.oldest-pending").evidence().get("age"))
                .isBetween(Duration.ofHours(1), Duration.ofHours(2));
        assertThat(of(findings, "batching.queue-depth").subject()).isEqualTo("items");
    }

    @Test
    void tellsOfAMissingIndexWhoseFixServes() {
        dsl.execute("insert into items select g from generate_series(1, 30) g");
        Finding missing = of(find(NARROW), "batching.missing-index");
        String ddl = missing.fix().orElseThrow().statements().get(0);
        assertThat(ddl).isEqualTo("CREATE INDEX CONCURRENTLY ON \"items\" (\"at\", \"id\") WHERE \"state\" = 'new'");
        dsl.execute(ddl);
        assertThat(find(NARROW)).extracting(Finding::key).doesNotContain("batching.missing-index");
    }

    @Test
    void anAliasOfATableServes() {
        Table<Record> alias = ITEMS.as("i");
        Claim<Record> claim = Claim.from(alias)
                .key(field(name("i", "id"), SQLDataType.BIGINT))
                .where(field(name("i", "state"), SQLDataType.VARCHAR).eq("new"))
                .done(field(name("i", "state"), SQLDataType.VARCHAR), "done");
        dsl.execute("alter table items drop constraint items_pkey");
        dsl.execute("insert into items select g from generate_series(1, 30) g");
        Finding missing = of(QueueHealth.of(claim).find(dsl), "batching.missing-index");
        assertThat(missing.subject()).isEqualTo("items");
        dsl.execute(missing.fix().orElseThrow().statements().get(0));
        assertThat(QueueHealth.of(claim).find(dsl)).isEmpty();
    }

    @Test
    void theClaimsOfTheJobTableHaveTheirIndexes() {
        JobTable jobs = JobTable.ofDefaults();
        dsl.execute(jobs.ddl());
        assertThat(QueueHealth.of(jobs.claim("q")).find(dsl)).isEmpty();
        Finding missing = of(QueueHealth.of(jobs.claimByPriority("q")).find(dsl), "batching.missing-index");
        assertThat(missing.evidence()).containsEntry("order", "\"priority\" DESC NULLS LAST, \"run_at\", \"id\"");
        dsl.execute(jobs.priorityDdl());
        assertThat(QueueHealth.of(jobs.claimByPriority("q")).find(dsl)).isEmpty();
    }

    @Test
    void tellsOfDeadTuplesAndOfTheirPrice() {
        index();
        dsl.execute("insert into items select g from generate_series(1, 5000) g");
        dsl.execute("update items set state = 'done' where id <= 4990");
        dsl.execute("delete from items where id <= 4990");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(find(NARROW)).extracting(Finding::key).contains("batching.dead-tuples"));
        assertThat(of(find(NARROW), "batching.dead-tuples").fix().orElseThrow().statements())
                .containsExactly("VACUUM \"items\"");
    }

    @Test
    void tellsOfDeadTuplesOfPartitions() {
        dsl.execute("drop table items");
        dsl.execute(
                "create table items (id bigint, at timestamptz default now(), state text default 'new', primary key (id))"
                        + " partition by hash (id)");
        for (int i = 0; i < 2; i++) {
            dsl.execute("create table items" + i + " partition of items for values with (modulus 2, remainder " + i
                    + ") with (autovacuum_enabled = off)");
        }
        dsl.execute("create index on items (at, id) where state = 'new'");
        dsl.execute("insert into items select g from generate_series(1, 150) g");
        dsl.execute("delete from items where id <= 140");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(
                                of(find(NARROW), "batching.dead-tuples").evidence())
                        .as("all together, though each has fewer than the limit")
                        .containsEntry("dead", 140L)
                        .containsEntry("live", 10L));
        of(find(NARROW), "batching.dead-tuples")
                .fix()
                .orElseThrow()
                .statements()
                .forEach(dsl::execute);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(find(NARROW)).extracting(Finding::key).doesNotContain("batching.dead-tuples"));
    }

    @Test
    void tellsOfAClaimThatStepsOverManyRows() {
        index();
        dsl.execute("insert into items select g from generate_series(1, 20000) g");
        dsl.execute("analyze items");
        Claim<Record> late = Claim.from(ITEMS)
                .key(ID)
                .where(STATE.eq("new").and(field("id % 5000 = 0", Boolean.class)))
                .orderBy(AT)
                .done(STATE, "done");
        Finding buffers = of(QueueHealth.of(late).limits(NARROW).find(dsl), "batching.claim-buffers");
        assertThat(buffers.evidence()).containsEntry("rows", 4L);
    }

    @Test
    void tellsWhoHoldsAnOldSnapshot() throws Exception {
        index();
        try (Connection other = dataSource.getConnection()) {
            other.setAutoCommit(false);
            other.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            DSL.using(other).execute("set application_name = 'reports'");
            int pid = DSL.using(other, SQLDialect.POSTGRES)
                    .fetchSingle("select pg_backend_pid()")
                    .get(0, Integer.class);
            assertThat(QueueHealth.of(CLAIM).find(dsl)).as("not old").isEmpty();
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                Finding held = of(find(NARROW), "batching.xmin-held");
                assertThat(held.evidence())
                        .containsEntry("holder", "session " + pid)
                        .containsEntry("application", "reports")
                        .containsEntry("role", database.user())
                        .containsEntry("state", "idle in transaction")
                        .containsEntry("limit", NARROW.age())
                        .containsKeys("age", "age-in-transactions");
                assertThat(held.toText()).doesNotContainIgnoringCase("pg_backend_pid()");
                assertThat(held.fix().orElseThrow().statements())
                        .containsExactly("select pg_terminate_backend(" + pid + ")");
            });
        }
        assertThat(find(NARROW)).extracting(Finding::key).doesNotContain("batching.xmin-held");
    }

    @Test
    void whoHoldsVacuumBackComesFirstAndTheMendsOfTheOthersSaySo() throws Exception {
        dsl.execute("insert into items select g from generate_series(1, 5000) g");
        try (Connection other = dataSource.getConnection()) {
            other.setAutoCommit(false);
            other.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            DSL.using(other).execute("select 1");
            dsl.execute("update items set state = 'done' where id <= 4990");
            dsl.execute("update items set state = 'gone' where id <= 4990");
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                List<Finding> findings = find(new Limits(1_000_000, Duration.ZERO, 100, 5));
                assertThat(findings.get(0).key()).isEqualTo("batching.xmin-held");
                assertThat(of(findings, "batching.missing-index").summary()).contains("batching.xmin-held");
                assertThat(of(findings, "batching.dead-tuples").summary()).contains("batching.xmin-held");
                assertThat(of(findings, "batching.dead-tuples").evidence()).containsEntry("limit", 100L);
            });
        }
        assertThat(of(find(NARROW), "batching.missing-index").summary()).doesNotContain("xmin-held");
    }

    @Test
    void aRoleThatMayNotSeeAHolderSaysSoAndAccusesNobody() throws Exception {
        index();
        dsl.execute("drop role if exists pgstride_blind");
        dsl.execute("create role pgstride_blind");
        dsl.execute("grant select on items to pgstride_blind");
        try (Connection other = dataSource.getConnection()) {
            other.setAutoCommit(false);
            other.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            DSL.using(other).execute("select 1");
            await().untilAsserted(() ->
                    assertThat(find(NARROW)).extracting(Finding::key).contains("batching.xmin-held"));
            List<Finding> findings = dsl.transactionResult(tx -> {
                tx.dsl().execute("set local role pgstride_blind");
                return QueueHealth.of(CLAIM).limits(NARROW).find(tx.dsl());
            });
            assertThat(findings).singleElement().satisfies(finding -> {
                assertThat(finding.key()).isEqualTo("batching.xmin-unknown");
                assertThat(finding.fix().orElseThrow().statements().get(0)).contains("pg_read_all_stats");
            });
        } finally {
            dsl.execute("drop owned by pgstride_blind");
            dsl.execute("drop role pgstride_blind");
        }
    }

    @Test
    void saysWhatItMayNotSee() {
        index();
        dsl.execute("drop role if exists pgstride_blind");
        dsl.execute("create role pgstride_blind");
        dsl.execute("grant select on items to pgstride_blind");
        try {
            List<Finding> findings = dsl.transactionResult(tx -> {
                tx.dsl().execute("set local role pgstride_blind");
                return QueueHealth.of(CLAIM).find(tx.dsl());
            });
            assertThat(findings).singleElement().satisfies(finding -> {
                assertThat(finding.key()).isEqualTo("batching.xmin-unknown");
                assertThat(finding.severity()).isEqualTo(Severity.UNKNOWN);
            });
        } finally {
            dsl.execute("drop owned by pgstride_blind");
            dsl.execute("drop role pgstride_blind");
        }
    }

    @Test
    void locksNoRow() {
        index();
        dsl.execute("insert into items select g from generate_series(1, 100) g");
        dsl.transaction(tx -> {
            QueueHealth.of(CLAIM).limits(NARROW).find(tx.dsl());
            assertThat(dsl.fetch("select id from items for update skip locked")).hasSize(100);
        });
    }

    @Test
    void looksAtTheJobTableByItself() {
        FindingSource source = FindingSources.load().sources().stream()
                .filter(found -> found.id().equals("batching.job-table"))
                .findFirst()
                .orElseThrow();
        assertThat(source.find(dsl)).as("no job table").isEmpty();
        dsl.execute(JobTable.ofDefaults().ddl());
        assertThat(source.find(dsl)).as("an empty one").isEmpty();
        dsl.execute("insert into pgstride_job (queue, state) values ('q', 2)");
        dsl.execute("insert into pgstride_job (queue, run_at) values ('q', now() - interval '1 day')");
        assertThat(FindingSources.of(source).find(dsl))
                .extracting(Finding::key)
                .containsExactlyInAnyOrder("batching.dead-letters", "batching.oldest-pending");
    }

    @Test
    void limitsAreChecked() {
        assertThatThrownBy(() -> new Limits(-1, Duration.ZERO, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Limits(0, Duration.ZERO, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private void index() {
        dsl.execute("create index on items (at, id) where state = 'new'");
    }

    private List<Finding> find(Limits limits) {
        return QueueHealth.of(CLAIM).limits(limits).find(dsl);
    }

    private static Finding of(List<Finding> findings, String key) {
        return findings.stream()
                .filter(finding -> finding.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new AssertionError(key + " is not among " + findings));
    }
}
