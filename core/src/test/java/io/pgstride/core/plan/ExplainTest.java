package io.pgstride.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.table;

import io.pgstride.testing.PostgresTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@PostgresTest
class ExplainTest {
    private static final Table<?> EVENT = table(name("event"));
    private static final Field<Integer> ID = field(name("id"), Integer.class);
    private static final Field<String> KIND = field(name("kind"), String.class);

    @BeforeAll
    static void createSchema(DSLContext dsl) {
        dsl.execute("create table event (id int primary key, kind text)");
        dsl.execute("insert into event select g, 'k' || g % 3 from generate_series(1, 1000) g");
        dsl.execute("analyze event");
    }

    @Test
    void explainDoesNotExecute(DSLContext dsl) {
        QueryPlan plan = Explain.on(dsl).plan(dsl.deleteFrom(EVENT));

        assertThat(plan.root().operation()).contains("Delete");
        assertThat(plan.root().loops()).isEmpty();
        assertThat(plan.planningTime()).isPresent();
        assertThat(plan.executionTime()).isEmpty();
        assertThat(rows(dsl)).isEqualTo(1000);
    }

    @Test
    void valuesStayBoundAndAreNotInTheText(DSLContext dsl) {
        List<String> statements = new ArrayList<>();
        DSLContext watched = DSL.using(dsl.configuration().deriveAppending(new ExecuteListener() {
            private static final long serialVersionUID = 1L;

            @Override
            public void executeStart(ExecuteContext context) {
                statements.add(context.sql());
            }
        }));

        QueryPlan plan = Explain.on(watched).plan(watched.select(ID).from(EVENT).where(KIND.eq("it's ?")));

        assertThat(statements)
                .containsExactly("explain (summary, format json) select \"id\" from \"event\" where \"kind\" = ?");
        assertThat(plan.root().filter()).contains("(kind = 'it''s ?'::text)");
    }

    @Test
    void plansUnderASettingThatDoesNotRemain(DSLContext dsl) {
        Explain explain = Explain.on(dsl).planWith("enable_indexscan", "on").planWith("enable_indexscan", "off");
        Select<?> sorted = dsl.selectFrom(EVENT).orderBy(ID);
        assertThat(Explain.on(dsl).plan(sorted).find("Sort")).isEmpty();
        assertThat(explain.plan(sorted).find("Sort")).hasSize(1);
        assertThat(explain.analyze().plan(sorted).find("Sort")).hasSize(1);
        assertThat(setting(dsl)).isEqualTo("on");
        dsl.transaction(transaction -> {
            DSLContext inside = transaction.dsl();
            inside.execute("set local enable_indexscan = off");
            assertThat(Explain.on(inside)
                            .planWith("enable_indexscan", "on")
                            .plan(sorted)
                            .find("Sort"))
                    .isEmpty();
            assertThat(setting(inside)).isEqualTo("off");
            assertThatExceptionOfType(DataAccessException.class)
                    .isThrownBy(() -> Explain.on(inside)
                            .planWith("enable_indexscan", "perhaps")
                            .plan(sorted));
            assertThat(setting(inside)).isEqualTo("off");
        });
        assertThat(setting(dsl)).isEqualTo("on");
    }

    private static Object setting(DSLContext dsl) {
        return dsl.fetchSingle("show enable_indexscan").get(0);
    }

    @Test
    void analyzeMeasures(DSLContext dsl) {
        QueryPlan plan = Explain.on(dsl).analyze().plan(dsl.selectFrom(EVENT).where(KIND.eq("k1")));

        assertThat(plan.root().actualRows()).hasValue(334);
        assertThat(plan.root().rowsRemovedByFilter()).hasValue(666);
        assertThat(plan.root().actualTotalTime()).isPresent();
        assertThat(plan.buffers().shared()).isPositive();
        assertThat(plan.executionTime()).isPresent();
    }

    @Test
    void thePagesExample(DSLContext dsl) {
        Select<?> query =
                dsl.select(ID).from(EVENT).where(KIND.eq("k1")).orderBy(ID).limit(20);
        // tag::explain[]
        QueryPlan plan = Explain.on(dsl).analyze().plan(query);

        long pages = plan.buffers().shared(); // hit + read: the same on a cold cache and on a warm one
        boolean scansAll =
                plan.find("Seq Scan").anyMatch(node -> node.relation().equals(Optional.of("event")));
        long thrownAway = plan.nodes()
                .mapToLong(node ->
                        node.rowsRemovedByFilter().orElse(0) * node.loops().orElse(1))
                .sum();
        String tree = plan.toText();
        // end::explain[]

        assertThat(pages).isPositive();
        assertThat(scansAll).isFalse();
        assertThat(thrownAway).isBetween(38L, 42L);
        assertThat(tree).startsWith("Limit  (cost=");
    }

    @Test
    void timingCanBeLeftOut(DSLContext dsl) {
        Explain untimed = Explain.on(dsl).analyze().timing(false);

        assertThat(untimed.plan("select 1").root().actualTotalTime()).isEmpty();
        assertThat(untimed.timing(true).plan("select 1").root().actualTotalTime())
                .isPresent();
    }

    @Test
    void optionsShowInThePlan(DSLContext dsl) {
        dsl.transaction(tx -> {
            tx.dsl().execute("set local enable_seqscan = off");
            tx.dsl().execute("set local compute_query_id = on");
            QueryPlan plan =
                    Explain.on(tx.dsl()).analyze().verbose().settings().wal().plan("update event set kind = 'x'");

            assertThat(plan.settings()).containsEntry("enable_seqscan", "off");
            assertThat(plan.root().schema()).contains("public");
            assertThat(plan.root().whole("WAL Records").orElse(0)).isGreaterThanOrEqualTo(1000);
            assertThat(plan.queryIdentifier()).isPresent();
        });
    }

    @Test
    void optionsDoNotChangeTheirOrigin(DSLContext dsl) {
        Explain plain = Explain.on(dsl);
        plain.analyze();

        assertThat(plain.plan("select 1").executionTime()).isEmpty();
    }

    @Test
    void plainSqlTakesValues(DSLContext dsl) {
        assertThat(Explain.on(dsl)
                        .plan("select * from event where id = ? and kind = ?", 7, "x")
                        .root()
                        .index())
                .contains("event_pkey");
    }

    @Test
    void aGenericPlanKnowsNoValues(DSLContext dsl) {
        assumeThat(major(dsl)).isGreaterThanOrEqualTo(16);
        Select<?> query = dsl.select(KIND)
                .from(EVENT)
                .where(ID.eq(param("named", 7)))
                .and(KIND.ne("?"))
                .and(KIND.ne(inline("'?' it''s")));

        assertThat(Explain.on(dsl).plan(query).root().indexCond()).contains("(id = 7)");
        PlanNode generic = Explain.on(dsl).genericPlan().plan(query).root();
        assertThat(generic.indexCond()).contains("(id = $1)");
        assertThat(generic.filter())
                .hasValueSatisfying(filter -> assertThat(filter).contains("kind <> $2"));
        assertThat(Explain.on(dsl)
                        .genericPlan()
                        .plan("select * from event where id = $1")
                        .root()
                        .indexCond())
                .contains("(id = $1)");
    }

    @Test
    void anOptionThatTheServerIsTooOldForIsRefusedByName(DSLContext dsl) {
        int major = major(dsl);
        if (major < 16) {
            assertThatExceptionOfType(ExplainOptionException.class)
                    .isThrownBy(() -> Explain.on(dsl).genericPlan().plan("select 1"))
                    .withMessageContaining("GENERIC_PLAN needs PostgreSQL 16; the server is " + major + ".")
                    .satisfies(e -> assertThat(e.option()).isEqualTo("GENERIC_PLAN"))
                    .satisfies(e -> assertThat(e.serverVersion()).isPresent());
        }
        if (major < 17) {
            assertThatExceptionOfType(ExplainOptionException.class)
                    .isThrownBy(() -> Explain.on(dsl).memory().plan("select 1"))
                    .withMessageContaining("MEMORY needs PostgreSQL 17; the server is " + major + ".");
        } else {
            QueryPlan plan = Explain.on(dsl).analyze().memory().serialize().plan("select * from event");
            assertThat(plan.fields()).containsKey("Serialization");
            assertThat(plan.toText()).contains("Serialization:", "Memory Used: ");
        }
    }

    @Test
    void optionsThatContradictEachOtherAreRefused(DSLContext dsl) {
        for (Explain explain : List.of(
                Explain.on(dsl).wal(),
                Explain.on(dsl).timing(false),
                Explain.on(dsl).serialize())) {
            assertThatExceptionOfType(ExplainOptionException.class)
                    .isThrownBy(() -> explain.plan("select 1"))
                    .withMessageContaining("call analyze() too");
        }
        assertThatExceptionOfType(ExplainOptionException.class)
                .isThrownBy(() -> Explain.on(dsl).genericPlan().analyze().plan("select 1"))
                .withMessageContaining("GENERIC_PLAN")
                .satisfies(e -> assertThat(e.serverVersion()).isEmpty());
    }

    @Test
    void anOverflownCostIsInfinite(DSLContext dsl) {
        dsl.transaction(tx -> {
            tx.dsl().execute("set local seq_page_cost = 1e308");
            tx.dsl().execute("set local enable_indexonlyscan = off");
            QueryPlan plan = Explain.on(tx.dsl()).plan("select * from event a, event b, event c");

            assertThat(plan.root().totalCost()).hasValue(Double.POSITIVE_INFINITY);
            assertThat(plan.toText()).contains("..Infinity rows=");
        });
    }

    @Test
    void aRowCountBeyondLongIsRead(DSLContext dsl) {
        String product = "select from generate_series(1, 10000000) a0";
        for (int i = 1; i < 8; i++) {
            product += ", generate_series(1, 10000000) a" + i;
        }

        assertThat(Explain.on(dsl).plan(product).root().planRows()).hasValue(1e56);
    }

    @Test
    void triggersAreTimed(DSLContext dsl) {
        dsl.transaction(tx -> {
            tx.dsl().execute("create function nothing() returns trigger language plpgsql as 'begin return null; end'");
            tx.dsl()
                    .execute(
                            "create trigger after_event after insert on event for each row execute function nothing()");
            QueryPlan plan = Explain.on(tx.dsl()).analyze().plan("insert into event values (-1, 'x'), (-2, 'y')");

            assertThat(plan.triggers()).singleElement().satisfies(trigger -> {
                assertThat(trigger.name()).isEqualTo("after_event");
                assertThat(trigger.relation()).isEqualTo("event");
                assertThat(trigger.calls()).isEqualTo(2);
                assertThat(trigger.time()).isPresent();
            });
            tx.dsl().execute("drop function nothing() cascade");
        });
    }

    @Test
    void aStatementThatRulesMakeTwoIsRefused(DSLContext dsl) {
        dsl.execute("create table ruled (id int)");
        dsl.execute("create rule twice as on insert to ruled do also insert into event values (new.id)");

        assertThatExceptionOfType(PlanParseException.class)
                .isThrownBy(() -> Explain.on(dsl).plan("insert into ruled values (5)"))
                .withMessageContaining("holds 2 plans");
    }

    @Test
    void anErrorOfTheServerPassesThrough(DSLContext dsl) {
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> Explain.on(dsl).plan("select * from missing"))
                .satisfies(e -> assertThat(e.sqlState()).isEqualTo("42P01"));
    }

    private static int rows(DSLContext dsl) {
        return dsl.fetchCount(EVENT);
    }

    private static int major(DSLContext dsl) {
        return dsl.connectionResult(c -> c.getMetaData().getDatabaseMajorVersion());
    }
}
