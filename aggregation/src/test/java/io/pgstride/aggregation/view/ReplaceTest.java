package io.pgstride.aggregation.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.resultQuery;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.table;

import io.pgstride.aggregation.view.RefreshRefusedException.Reason;
import io.pgstride.testing.PostgresTest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@PostgresTest
@Timeout(300)
@SuppressWarnings("try") // what is held is held until the end of its block
class ReplaceTest {
    private static final ResultQuery<Record> WITH_COUNT =
            resultQuery("select day, sum(amount) as amount, count(*) as sales from sale group by day");

    /** Of all that is to be carried over, in a text that is the same for the same. */
    private static final String DESCRIPTION = """
            select string_agg(line, chr(10) order by line) from (
              select format('owner %s, options %s, comment %s', pg_get_userbyid(relowner), reloptions, obj_description(oid, 'pg_class')) as line
                from pg_class where oid = to_regclass({0})
              union all
              select format('%s cluster %s comment %s', pg_get_indexdef(indexrelid), indisclustered, obj_description(indexrelid, 'pg_class'))
                from pg_index where indrelid = to_regclass({0}) and indisvalid
              union all
              select format('%s may %s %s', grantee::regrole, privilege_type, is_grantable)
                from pg_class, aclexplode(coalesce(relacl, acldefault('r', relowner))) where oid = to_regclass({0})
              union all
              select format('%s.%s %s %s', attname, coalesce(attstattarget, -1), attacl, col_description(attrelid, attnum))
                from pg_attribute where attrelid = to_regclass({0}) and attname in ('day', 'amount')
            ) lines
            """;

    private final DSLContext dsl;
    private final DataSource dataSource;
    private final MaterializedViews views;

    ReplaceTest(DSLContext dsl, DataSource dataSource) {
        this.dsl = dsl;
        this.dataSource = dataSource;
        this.views = Sales.views(dataSource);
    }

    @BeforeEach
    void create() {
        Sales.create(dsl);
        for (String role : List.of("pgstride_owner", "pgstride_reader", "pgstride_new_reader")) {
            dsl.execute("create role " + role);
        }
        dsl.execute("grant all on schema public to pgstride_owner");
        dsl.execute("grant select on sale to pgstride_owner");
        dsl.execute("alter materialized view daily owner to pgstride_owner");
    }

    @AfterEach
    void dropRoles() {
        for (String role : List.of("pgstride_owner", "pgstride_reader", "pgstride_new_reader")) {
            dsl.execute("drop owned by " + role + " cascade");
            dsl.execute("drop role " + role);
        }
    }

    @Test
    void theNewDefinitionHasAllThatTheOldOneHad() {
        dsl.execute("alter materialized view daily set (fillfactor = 70, autovacuum_enabled = off)");
        dsl.execute("alter materialized view daily alter column day set statistics 500");
        dsl.execute("create index \"Odd \"\"Index\"\"\" on daily using hash (amount) where day > 5");
        dsl.execute(
                "create index daily_expr on daily (lower(day::text) desc nulls last, amount) include (day) with (fillfactor = 60)");
        dsl.execute("alter materialized view daily cluster on daily_day");
        dsl.execute("comment on materialized view daily is 'it''s \\ daily'");
        dsl.execute("comment on column daily.day is 'the day'");
        dsl.execute("comment on index daily_day is 'one row a day'");
        dsl.execute("grant select on daily to pgstride_reader with grant option");
        dsl.execute("grant select (amount) on daily to public");
        dsl.execute("alter default privileges for role pgstride_owner grant select on tables to pgstride_new_reader");
        String before = description();
        RefreshRecord done = views.replace(Sales.DAILY, WITH_COUNT);
        assertThat(description()).isEqualTo(before).contains("pgstride_reader may SELECT t", "one row a day");
        assertThat(dsl.fetchSingle("select sales from daily where day = 7").get(0, Integer.class))
                .isEqualTo(10);
        assertThat(done.kind()).isEqualTo(RefreshKind.REPLACEMENT);
        assertThat(done.inserted()).isEqualTo(100);
        assertThat(views.history(Sales.DAILY)).containsExactly(done);
        assertThat(views.refresh(Sales.DAILY).refresh().kind()).isEqualTo(RefreshKind.CONCURRENT);
        assertThat(leftovers()).isEmpty();
        assertThat(dsl.fetchSingle("select current_user").get(0, String.class)).isNotEqualTo("pgstride_owner");
    }

    @Test
    void aQueryOfJooqServesAndAnOddName() {
        Name odd = DSL.name("public", "Odd \"Näme\" of a view that is as long as a name may be, yes");
        dsl.execute("create materialized view {0} as select 1 as day", odd);
        dsl.execute("create unique index on {0} (day)", odd);
        ResultQuery<?> byDay = DSL.select(field("day"), sum(field("amount", SQLDataType.INTEGER)))
                .from(table("sale"))
                .where(field("amount", SQLDataType.INTEGER).gt(500))
                .groupBy(field("day"));
        assertThat(views.replace(odd, byDay).view()).isEqualTo(odd);
        assertThat(views.replace(odd, byDay).inserted()).isEqualTo(100);
        assertThat(views.refresh(odd).refresh().kind()).isEqualTo(RefreshKind.CONCURRENT);
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void whatDependsOnItIsNamedAndNothingIsDone() {
        dsl.execute("create view above as select * from daily");
        dsl.execute("create function days() returns setof daily language sql as 'select * from daily'");
        dsl.execute("create statistics daily_stats on day, amount from daily");
        RefreshRefusedException refused =
                catchThrowableOfType(RefreshRefusedException.class, () -> views.replace(Sales.DAILY, WITH_COUNT));
        assertThat(refused.reason()).isEqualTo(Reason.HAS_DEPENDENTS);
        assertThat(refused)
                .hasMessageContaining("view above")
                .hasMessageContaining("function days()")
                .hasMessageContaining("daily_stats");
        dsl.execute("drop statistics daily_stats; drop function days(); drop view above");
        views.replace(Sales.DAILY, WITH_COUNT);
    }

    @Test
    void aDependentThatComesWhileItIsMadeIsNamedToo() throws Exception {
        Sales.gate(dsl);
        CompletableFuture<RefreshRecord> replacement;
        try (Sales.Held gate = Sales.closeGate(dataSource)) {
            replacement = replacing("select distinct day, 1 as amount from sale where (select pass_gate(4711))");
            Sales.awaitWaiting(dsl, "advisory", 1);
            dsl.execute("create view above as select * from daily");
        }
        assertThat(catchThrowable(() -> replacement.get(60, TimeUnit.SECONDS)).getCause())
                .isInstanceOf(RefreshRefusedException.class)
                .hasMessageContaining("view above");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void aDefinitionThatDoesNotServeLeavesAllAsItWas() {
        String before = description();
        for (String bad :
                List.of("select nonsense", "select 1 as other", "select day from sale", "select 1 / 0 as day")) {
            RefreshFailedException failed = catchThrowableOfType(
                    RefreshFailedException.class, () -> views.replace(Sales.DAILY, resultQuery(bad)));
            assertThat(failed.sqlState()).as(bad).isIn("42703", "23505", "22012");
            assertThat(description()).isEqualTo(before);
        }
        assertThat(leftovers()).isEmpty();
        assertThat(views.history(Sales.DAILY)).isEmpty();
    }

    @Test
    void itIsMadeByItsOwnersRights() {
        dsl.execute("create table hidden as select 1 as day");
        RefreshFailedException failed = catchThrowableOfType(
                RefreshFailedException.class, () -> views.replace(Sales.DAILY, resultQuery("select day from hidden")));
        assertThat(failed.sqlState()).isEqualTo("42501");
        MaterializedViews reader = MaterializedViews.on(As.role(dataSource, "pgstride_reader"));
        dsl.execute("grant usage on schema public to pgstride_reader");
        assertThat(catchThrowableOfType(RefreshRefusedException.class, () -> reader.replace(Sales.DAILY, WITH_COUNT))
                        .reason())
                .isEqualTo(Reason.NOT_PERMITTED);
    }

    @Test
    void readersHoldTheSwapUpAndItIsTriedAgain() throws Exception {
        CompletableFuture<RefreshRecord> replacement;
        try (Sales.Held reader = Sales.Held.by(dataSource, "select * from daily")) {
            replacement = replacing("select day, sum(amount) as amount from sale group by day");
            for (int i = 0; i < 2; i++) {
                Sales.awaitWaiting(dsl, "relation", 1);
                Sales.awaitWaiting(dsl, "relation", 0);
            }
            assertThat(Sales.total(dsl)).as("can be read between the attempts").isEqualTo(500_500);
        }
        assertThat(replacement.get(60, TimeUnit.SECONDS).succeeded()).isTrue();
    }

    @Test
    void aSwapThatNeverGetsItsLockLeavesAllAsItWas() throws Exception {
        String before = description();
        try (Sales.Held reader = Sales.Held.by(dataSource, "select * from daily")) {
            RefreshFailedException failed =
                    catchThrowableOfType(RefreshFailedException.class, () -> views.replace(Sales.DAILY, WITH_COUNT));
            assertThat(failed.sqlState()).isEqualTo("55P03");
        }
        assertThat(description()).isEqualTo(before);
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void whoIsKilledLeavesNothingAndARefreshThatWaitsGoesOn() throws Exception {
        Sales.gate(dsl);
        CompletableFuture<RefreshRecord> replacement;
        CompletableFuture<RefreshResult> waiting;
        try (Sales.Held gate = Sales.closeGate(dataSource)) {
            replacement = replacing("select distinct day, 0 as amount from sale where (select pass_gate(4711))");
            Sales.awaitWaiting(dsl, "advisory", 1);
            waiting = CompletableFuture.supplyAsync(() -> views.refresh(Sales.DAILY));
            await().atMost(Sales.PATIENCE).until(() -> Sales.numbers(dsl) == 2);
            dsl.fetch(
                    "select pg_terminate_backend(?)",
                    views.status(Sales.DAILY).running().orElseThrow().pid());
            assertThat(catchThrowable(() -> replacement.get(60, TimeUnit.SECONDS))
                            .getCause())
                    .isInstanceOf(RefreshFailedException.class);
        }
        assertThat(waiting.get(60, TimeUnit.SECONDS).refresh().kind()).isEqualTo(RefreshKind.CONCURRENT);
        assertThat(Sales.total(dsl)).isEqualTo(500_500);
        assertThat(leftovers()).isEmpty();
    }

    private CompletableFuture<RefreshRecord> replacing(String definition) {
        return CompletableFuture.supplyAsync(() -> views.replace(Sales.DAILY, resultQuery(definition)));
    }

    private String description() {
        return dsl.fetchSingle(DESCRIPTION, DSL.val("public.daily")).get(0, String.class);
    }

    private List<String> leftovers() {
        return dsl.fetch("select relname from pg_class where relname like '%pgstride\\_new%'")
                .getValues(0, String.class);
    }
}
