package io.pgstride.aggregation.count;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;

import io.pgstride.aggregation.count.Doubt.Cause;
import io.pgstride.core.PgstrideException;
import io.pgstride.testing.PostgresTest;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@PostgresTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApproximateCountTest {
    private static final Table<?> EVENTS = table(name("app", "Events"));
    private static final Field<Integer> GROUP = field(name("group"), SQLDataType.INTEGER);
    private static final ApproximateCount COUNTS = ApproximateCount.ofDefaults();
    private static final ApproximateCount ESTIMATES = COUNTS.cap(0);
    private static final Condition SLOW = condition("pg_sleep(0.2) is not null");

    private final DataSource dataSource;
    private final DSLContext dsl;

    ApproximateCountTest(DataSource dataSource, DSLContext dsl) {
        this.dataSource = dataSource;
        this.dsl = dsl;
    }

    @BeforeAll
    void create() {
        dsl.execute("""
                create schema app;
                create table app."Events" (id bigint primary key, "group" integer not null, kind text not null, note text not null);
                insert into app."Events" select n, n % 10, 'k' || n % 10, 'n' || n from generate_series(1, 30000) n;
                create table app.groups (id integer primary key, name text not null);
                insert into app.groups select n, 'g' || n from generate_series(0, 9) n;
                create view app.seen as select * from app."Events" where id > 10;
                create index events_id on app."Events" (note);
                """);
        dsl.execute("analyze");
        await().until(() ->
                dsl.fetchCount(table(name("pg_stat_user_tables")), condition("last_analyze is not null")) == 2);
    }

    private Condition having(int group) {
        return GROUP.eq(group);
    }

    @Test
    void countsWhatIsSmallAndEstimatesWhatIsLarge() {
        CountAnswer small = COUNTS.rows(dsl, EVENTS, having(3));
        assertThat(small.rows()).isEqualTo(3000);
        assertThat(small.isExact()).isTrue();
        assertThat(small.method()).isEqualTo(CountMethod.COUNTED);
        assertThat(small.estimate().orElseThrow()).isBetween(2000L, 4000L);
        assertThat(small.text()).isEqualTo("3,000");

        CountAnswer large = COUNTS.rows(dsl, EVENTS);
        assertThat(large.method()).isEqualTo(CountMethod.PAGES);
        assertThat(large.text()).isEqualTo("about 30,000");
        assertThat(large.analyzed()).isPresent();
        assertThat(COUNTS.rows(
                                dsl,
                                EVENTS,
                                having(3)
                                        .or(having(4))
                                        .or(having(5))
                                        .or(having(6))
                                        .or(having(7)))
                        .method())
                .isEqualTo(CountMethod.PLANNER);
    }

    @Test
    void countsUpToTheCapAndNoFurther() {
        CountAnswer more = COUNTS.upToCap(dsl, EVENTS, DSL.noCondition());
        assertThat(more.text()).isEqualTo("more than 10,000");
        assertThat(more.isMore()).isTrue();
        assertThat(more.method()).isEqualTo(CountMethod.COUNTED_TO_CAP);
        assertThat(COUNTS.cap(29_999).upToCap(dsl, EVENTS, DSL.noCondition()).isMore())
                .isTrue();
        CountAnswer all = COUNTS.cap(30_000).upToCap(dsl, EVENTS, DSL.noCondition());
        assertThat(all.rows()).isEqualTo(30_000);
        assertThat(all.isExact()).isTrue();
        assertThat(COUNTS.upToCap(dsl, EVENTS, having(-1)).rows()).isZero();
    }

    /** The estimate of two columns that depend on each other is 300, so that it is counted; there are more than 1,000. */
    @Test
    void anEstimateThatTheCountRefutesIsSaidToBe() {
        CountAnswer answer = COUNTS.cap(1000).rows(dsl, EVENTS, having(3).and(condition("kind = 'k3'")));
        assertThat(answer.text()).isEqualTo("more than 1,000");
        assertThat(answer.doubts()).extracting(Doubt::cause).containsExactly(Cause.REFUTED);
    }

    @Test
    void thePrintedFixMendsTheEstimate() {
        Condition both = having(4).and(condition("kind = 'k4'"));
        CountAnswer before = ESTIMATES.rows(dsl, EVENTS, both);
        assertThat(before.confidence()).isEqualTo(Confidence.LOW);
        assertThat(before.rows()).isLessThan(1000);
        assertThat(before.toString()).contains("columns taken as independent: \"app\".\"Events\" (\"group\", kind)");
        List<String> fix = before.doubts().get(0).fix();
        try {
            fix.forEach(dsl::execute);
            CountAnswer after = ESTIMATES.rows(dsl, EVENTS, both);
            assertThat(after.doubts()).isEmpty();
            assertThat(after.rows()).isBetween(2000L, 4000L);
        } finally {
            dsl.execute(fix.get(0).replaceFirst("CREATE (STATISTICS \\S+) .*", "DROP $1"));
        }
    }

    @Test
    void statisticsOnAnExpressionMendItsEstimate() {
        Condition odd = condition("(id % 2) = 1");
        CountAnswer before = ESTIMATES.rows(dsl, EVENTS, odd);
        assertThat(before.doubts()).extracting(Doubt::cause).containsExactly(Cause.EXPRESSION);
        List<String> fix = before.doubts().get(0).fix();
        try {
            fix.forEach(dsl::execute);
            CountAnswer after = ESTIMATES.rows(dsl, EVENTS, odd);
            assertThat(after.confidence()).as(after.toString()).isEqualTo(Confidence.FRESH);
            assertThat(after.rows()).isBetween(13_000L, 17_000L);
        } finally {
            dsl.execute(fix.get(0).replaceFirst("CREATE (STATISTICS \\S+) .*", "DROP $1"));
        }
    }

    @Test
    void namesWhatSpeaksAgainstAnEstimate() {
        assertThat(causes("select 1 from app.\"Events\" e join app.groups g on g.id = e.\"group\" where g.name = 'g1'"))
                .containsExactly(Cause.JOIN);
        assertThat(causes("select distinct kind from app.\"Events\"")).containsExactly(Cause.GROUPING);
        assertThat(causes("select count(*) from app.\"Events\"")).isEmpty();
        assertThat(causes("select 1 from app.\"Events\" where note like '%9'")).containsExactly(Cause.PATTERN);
        assertThat(causes("select 1 from app.\"Events\" where upper(kind) = 'K1'"))
                .containsExactly(Cause.EXPRESSION);
        assertThat(causes("select 1 from app.\"Events\" where \"group\" = (select max(id) from app.groups)"))
                .contains(Cause.SUBQUERY);
        assertThat(causes("select generate_series(1, 10)")).containsExactly(Cause.COMPUTED);
        assertThat(causes("select 1 from app.\"Events\" where id between 5 and 100"))
                .isEmpty();
    }

    private List<Cause> causes(String query) {
        return ESTIMATES.rows(dsl, DSL.select().from("(" + query + ") q")).doubts().stream()
                .map(Doubt::cause)
                .distinct()
                .toList();
    }

    @Test
    void noValueIsInAnAnswer() {
        CountAnswer answer = ESTIMATES.rows(
                dsl,
                EVENTS,
                condition("note like {0}", inline("%hunter2%")).and(condition("upper(kind) = {0}", inline("SECRET"))));
        assertThat(answer.doubts()).hasSizeGreaterThan(1);
        assertThat(answer.toString()).doesNotContain("hunter2").doesNotContain("SECRET");
    }

    @Test
    void aCountThatTakesTooLongIsAnEstimateThatSaysSo() {
        CountAnswer answer = COUNTS.countTimeout(Duration.ofMillis(100)).upToCap(dsl, EVENTS, SLOW);
        assertThat(answer.method()).isEqualTo(CountMethod.PLANNER);
        assertThat(answer.doubts()).extracting(Doubt::cause).contains(Cause.TIMED_OUT);
    }

    @Test
    void aCancelledCountIsAnError() {
        dsl.connection(connection -> {
            DSLContext here = DSL.using(connection, SQLDialect.POSTGRES);
            here.execute("select set_config('statement_timeout', '100ms', false)");
            // The session's own limit is the shorter one, and is kept: the answer is the estimate all the same.
            assertThat(COUNTS.countTimeout(Duration.ofHours(1))
                            .upToCap(here, EVENTS, SLOW)
                            .method())
                    .isEqualTo(CountMethod.PLANNER);
            assertThat(here.fetchValue("select current_setting('statement_timeout')"))
                    .isEqualTo("100ms");
            here.execute("reset statement_timeout");
        });
        dsl.connection(connection -> {
            DSLContext here = DSL.using(connection, SQLDialect.POSTGRES);
            int pid = here.fetchSingle("select pg_backend_pid()").get(0, Integer.class);
            Condition cancelled = condition("pg_cancel_backend({0}) and pg_sleep(10) is null", inline(pid));
            assertThatThrownBy(() -> COUNTS.upToCap(here, EVENTS, cancelled)).isInstanceOf(DataAccessException.class);
        });
    }

    @Test
    void aTransactionGoesOnAsItWas() throws Exception {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            DSLContext here = DSL.using(connection, SQLDialect.POSTGRES);
            here.execute("create table app.mine as select generate_series(1, 42) n");
            assertThat(COUNTS.rows(here, table(name("app", "mine"))).rows()).isEqualTo(42);
            COUNTS.countTimeout(Duration.ofMillis(50)).upToCap(here, EVENTS, SLOW);
            assertThatThrownBy(() -> COUNTS.upToCap(here, EVENTS, condition("1 / (id - id) = 1")))
                    .isInstanceOf(DataAccessException.class);
            assertThat(here.fetchValue("select current_setting('statement_timeout')"))
                    .isEqualTo("0");
            here.execute("insert into app.mine values (43)");
            assertThat(COUNTS.rows(here, table(name("app", "mine"))).rows()).isEqualTo(43);
            connection.rollback();
            assertThat(connection.getAutoCommit()).isFalse();
            connection.setAutoCommit(true);
            COUNTS.upToCap(here, EVENTS, having(1));
            assertThat(connection.getAutoCommit()).isTrue();
        }
    }

    @Test
    void worksWhereNothingMayBeWritten() throws Exception {
        try (Connection connection = dataSource.getConnection()) {
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            connection.setAutoCommit(false);
            DSLContext here = DSL.using(connection, SQLDialect.POSTGRES);
            assertThat(COUNTS.rows(here, EVENTS, having(2)).rows()).isEqualTo(3000);
            assertThat(COUNTS.rows(here, EVENTS).rows()).isEqualTo(30_000);
            connection.rollback();
        }
    }

    @Test
    void whatWritesOrLocksIsRefusedAndNotRun() {
        dsl.execute("create sequence app.numbers");
        for (CountAnswerOf count : List.<CountAnswerOf>of(COUNTS::rows, COUNTS::upToCap)) {
            assertThatThrownBy(() -> count.of(dsl, select().from(EVENTS).forUpdate()))
                    .isInstanceOf(PgstrideException.class)
                    .hasMessageContaining("locks or changes rows");
        }
        assertThatThrownBy(() -> COUNTS.upToCap(
                        dsl,
                        select(field("nextval('app.numbers')"))
                                .from(EVENTS)
                                .where(condition("nextval('app.numbers') > 0"))))
                .isInstanceOf(PgstrideException.class);
        assertThat(dsl.fetchValue("select is_called from app.numbers")).isEqualTo(false);
    }

    private interface CountAnswerOf {
        CountAnswer of(DSLContext dsl, Select<?> query);
    }

    @Test
    void aQueryCountsItsRowsWithItsLimit() {
        assertThat(COUNTS.rows(dsl, select(GROUP).from(EVENTS).orderBy(GROUP).limit(7))
                        .rows())
                .isEqualTo(7);
        assertThat(COUNTS.rows(dsl, select(GROUP).from(EVENTS).groupBy(GROUP)).rows())
                .isEqualTo(10);
        assertThat(COUNTS.rows(
                                dsl,
                                select(GROUP)
                                        .from(EVENTS)
                                        .orderBy(GROUP)
                                        .limit(1)
                                        .withTies())
                        .rows())
                .isEqualTo(3000);
        assertThat(COUNTS.rows(dsl, select(GROUP, GROUP).from(EVENTS).where(having(1)))
                        .rows())
                .isEqualTo(3000);
    }

    @Test
    void viewsAndAliasesAreQueries() {
        assertThat(COUNTS.rows(dsl, table(name("app", "seen"))).method()).isEqualTo(CountMethod.PLANNER);
        assertThat(COUNTS.rows(dsl, EVENTS.as("e")).method()).isEqualTo(CountMethod.PLANNER);
        assertThat(COUNTS.rows(dsl, table("generate_series(1, 5)")).rows()).isEqualTo(5);
        assertThat(COUNTS.rows(dsl, table("app.\"Events\"")).rows()).isEqualTo(30_000);
    }

    @Test
    void rowLevelSecurityIsRespected() {
        dsl.execute("create role counting_guest");
        dsl.execute("create table app.guarded as select * from app.\"Events\"");
        dsl.execute("analyze app.guarded");
        dsl.execute("alter table app.guarded enable row level security");
        dsl.execute("create policy five on app.guarded using (id <= 5)");
        dsl.execute("grant usage on schema app to counting_guest");
        dsl.execute("grant select on app.guarded to counting_guest");
        dsl.connection(connection -> {
            DSLContext guest = DSL.using(connection, SQLDialect.POSTGRES);
            guest.execute("set role counting_guest");
            CountAnswer answer = COUNTS.rows(guest, table(name("app", "guarded")));
            guest.execute("reset role");
            assertThat(answer.rows()).isEqualTo(5);
            assertThat(answer.method()).isEqualTo(CountMethod.COUNTED);
        });
    }

    @Test
    void aWrongNameIsNamed() {
        assertThatThrownBy(() -> COUNTS.rows(dsl, table(name("app", "no such"))))
                .isInstanceOf(PgstrideException.class)
                .hasMessageContaining("\"app\".\"no such\"");
        assertThatThrownBy(() -> COUNTS.rows(dsl, table(name("app", "events_id"))))
                .isInstanceOf(PgstrideException.class)
                .hasMessageContaining("app.events_id");
    }

    @Test
    void wrongLimitsAreRefused() {
        assertThatThrownBy(() -> COUNTS.cap(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> COUNTS.countTimeout(Duration.ofNanos(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> COUNTS.countTimeout(Duration.ofDays(25))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ESTIMATES.upToCap(dsl, EVENTS, having(1))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> COUNTS.rows(DSL.using(SQLDialect.H2), EVENTS))
                .hasMessageContaining("SQLDialect.POSTGRES");
        assertThat(COUNTS.cap(5).toString()).contains("5 rows").contains("PT1S");
    }

    @Test
    void textsAreRoundedByWhatIsKnown() {
        assertThat(text(1_234_567, Confidence.FRESH)).isEqualTo("about 1,200,000");
        assertThat(text(1_234_567, Confidence.LOW)).isEqualTo("perhaps 1,000,000");
        assertThat(text(1_234_567, Confidence.EXACT)).isEqualTo("1,234,567");
        assertThat(text(10_000, Confidence.AT_LEAST)).isEqualTo("more than 10,000");
        assertThat(text(7, Confidence.STALE)).isEqualTo("about 7");
    }

    private static String text(long rows, Confidence confidence) {
        return new CountAnswer(rows, CountMethod.PLANNER, confidence, OptionalLong.empty(), Optional.empty(), List.of())
                .text();
    }
}
