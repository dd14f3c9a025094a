package io.pgstride.pagination;

import static io.pgstride.pagination.Events.EVENTS;
import static io.pgstride.pagination.Key.asc;
import static io.pgstride.pagination.Key.desc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.lower;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;

import io.pgstride.core.plan.Explain;
import io.pgstride.core.plan.PlanNode;
import io.pgstride.pagination.Events.EventRecord;
import io.pgstride.pagination.PlanProblem.Kind;
import io.pgstride.testing.PostgresTest;
import java.time.OffsetDateTime;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record2;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What verifyPlan says of joins, views, partitions and the like, and what it leaves as it was. */
@PostgresTest
class PlanCheckTest {
    private static final Table<Record> USERS = table(name("users"));
    private static final Field<Long> USER_ID = field(name("users", "id"), SQLDataType.BIGINT.notNull());
    private static final Field<String> USER_NAME = field(name("users", "name"), SQLDataType.VARCHAR.notNull());
    private static final Field<Long> ID = field(name("id"), SQLDataType.BIGINT.notNull());
    private static final Field<OffsetDateTime> AT = field(name("at"), SQLDataType.TIMESTAMPWITHTIMEZONE.notNull());

    private final DSLContext dsl;

    PlanCheckTest(DSLContext dsl) {
        this.dsl = dsl;
    }

    @BeforeAll
    static void rows(DSLContext dsl) {
        dsl.execute(Events.DDL);
        dsl.execute("insert into events (user_id, created_at, kind, note) select g % 1000, timestamptz '2026-01-01'"
                + " + make_interval(secs => g / 3), 'k' || g % 5, 'note ' || g from generate_series(1, 200000) g");
        dsl.execute("create table users (id bigint primary key, name text not null)");
        dsl.execute("insert into users select g, 'User ' || g from generate_series(0, 999) g");
        dsl.execute("create view recent as select * from events where created_at > '2025-01-01'");
        dsl.execute("create table parts (id bigint not null, at timestamptz not null, user_id bigint not null)"
                + " partition by range (at)");
        for (int month = 1; month <= 12; month++) {
            dsl.execute("create table parts_" + month + " partition of parts for values from ('2026-" + month
                    + "-01') to ('" + (month == 12 ? "2027-1" : "2026-" + (month + 1)) + "-01')");
        }
        dsl.execute("analyze");
    }

    private PageQuery<EventRecord> newest() {
        return Keyset.of(EVENTS)
                .orderBy(desc(EVENTS.CREATED_AT), desc(EVENTS.ID))
                .build()
                .page(dsl);
    }

    @Test
    void aServedOrderingHasNeitherProblemsNorNotes() {
        assertThat(newest().checkPlan()).isEqualTo(newest().checkPlan().orThrow());
        assertThat(newest().checkPlan().notes()).isEmpty();
        assertThat(newest().where(EVENTS.NOTE.like("%7")).checkPlan().notes()).isEmpty();
    }

    @Test
    void aSortAboveTheLimitOfABranchIsNoFault() {
        PageQuery<EventRecord> query = Keyset.of(EVENTS)
                .orderBy(asc(EVENTS.KIND).lowCardinality(), desc(EVENTS.USER_ID), desc(EVENTS.ID))
                .build()
                .page(dsl);
        PlanCheck before = query.checkPlan();
        assertThat(before.problems())
                .anyMatch(problem -> problem.statement().equals("after") && problem.branch() == 1)
                .anyMatch(problem -> problem.statement().equals("after") && problem.branch() == 2);
        before.ddl().forEach(dsl::execute);
        EventRecord row = new EventRecord()
                .with(EVENTS.KIND, "k1")
                .with(EVENTS.USER_ID, 500L)
                .with(EVENTS.ID, 100_500L);
        Cursor cursor = Keyset.of(EVENTS)
                .orderBy(asc(EVENTS.KIND).lowCardinality(), desc(EVENTS.USER_ID), desc(EVENTS.ID))
                .build()
                .cursorOf(row);
        assertThat(Explain.on(dsl).plan(query.afterQuery(cursor)).nodes().map(PlanNode::type))
                .contains("Merge Append", "Sort");
        assertThat(query.checkPlan()).matches(PlanCheck::isServed);
        assertThat(query.checkPlan().notes()).isEmpty();
        dsl.execute("drop index events_kind_user_id_id_idx");
        assertThat(query.checkPlan().isServed()).isFalse();
    }

    @Test
    void anotherIndexThatFiltersByAKeyAtLowCostIsANote() {
        dsl.execute("create index by_kind on events (kind, id desc)");
        PlanCheck check = Keyset.of(EVENTS)
                .orderBy(asc(EVENTS.KIND).lowCardinality(), desc(EVENTS.ID))
                .build()
                .page(dsl)
                .checkPlan();
        dsl.execute("drop index by_kind");
        assertThat(check).matches(PlanCheck::isServed);
        assertThat(check.notes()).allMatch(note -> note.startsWith("nothing to do: an index serves"));
    }

    @Test
    void namesEachStatementAndWhatWasFoundButNoValueOfTheFilter() {
        PageQuery<EventRecord> query = Keyset.of(EVENTS)
                .orderBy(desc(EVENTS.NOTE).nullsLast(), desc(EVENTS.ID))
                .build()
                .page(dsl)
                .where(EVENTS.NOTE.ne("secret 'one'"))
                .where(EVENTS.USER_ID.eq(987654L))
                .where(EVENTS.KIND.in("hidden\\1", "hidden2"));
        assertThatExceptionOfType(PlanVerificationException.class)
                .isThrownBy(query::verifyPlan)
                .satisfies(thrown -> {
                    assertThat(thrown.check().problems())
                            .extracting(PlanProblem::statement)
                            .contains(
                                    "first",
                                    "last",
                                    "after",
                                    "before",
                                    "after (cursor with NULL in \"note\")",
                                    "before (cursor with NULL in \"note\")");
                    assertThat(thrown.check().ddl())
                            .containsExactly(
                                    "CREATE INDEX CONCURRENTLY ON public.events (user_id, note DESC NULLS LAST, id DESC);");
                    assertThat(thrown.check().problems())
                            .anyMatch(problem -> problem.found()
                                    .startsWith("Sort, Sort Key: events.note DESC NULLS LAST, events.id DESC"));
                    assertThat(thrown)
                            .hasMessageContaining("user_id = ?")
                            .message()
                            .doesNotContain("secret", "987654", "hidden");
                    assertThat(thrown.check().toString()).doesNotContain("secret", "987654", "hidden");
                });
    }

    @Test
    void aFilterThatReadsManyRowsIsAProblemAndOneThatReadsFewIsANote() {
        PlanCheck rare = newest().where(EVENTS.USER_ID.eq(7L)).checkPlan();
        assertThat(rare.problems()).extracting(PlanProblem::kind).contains(Kind.INDEX_MISSING);
        assertThat(rare.ddl())
                .containsExactly("CREATE INDEX CONCURRENTLY ON public.events (user_id, created_at DESC, id DESC);");
        PlanCheck frequent = newest().where(EVENTS.KIND.eq("k1")).checkPlan();
        assertThat(frequent.problems()).isEmpty();
        assertThat(frequent.notes())
                .singleElement()
                .asString()
                .contains("kind")
                .contains("CREATE INDEX CONCURRENTLY ON public.events (kind, created_at DESC, id DESC);")
                .doesNotContain("k1");
    }

    @Test
    void anIndexThatIsNotChosenIsAProblemOfItsOwn() {
        dsl.execute("create table stale (id bigint primary key, pad text)");
        dsl.execute("insert into stale select g, repeat('x', 100) from generate_series(1, 200000) g");
        dsl.execute("analyze stale");
        PageQuery<Record> query = Keyset.of(table(name("stale")))
                .orderBy(desc(ID))
                .uniqueOn(ID)
                .build()
                .page(dsl);
        assertThat(query.checkPlan()).matches(PlanCheck::isServed);
        dsl.transaction(transaction -> {
            transaction.dsl().execute("set local enable_indexscan = off");
            transaction.dsl().execute("set local random_page_cost = 1e9");
            PlanCheck check = Keyset.of(table(name("stale")))
                    .orderBy(desc(ID))
                    .uniqueOn(ID)
                    .build()
                    .page(transaction.dsl())
                    .checkPlan();
            assertThat(check.problems()).extracting(PlanProblem::kind).containsOnly(Kind.INDEX_NOT_CHOSEN);
            assertThat(check.problems()).extracting(PlanProblem::mend).allMatch(mend -> mend.contains("ANALYZE"));
            assertThat(check.ddl()).isEmpty();
        });
    }

    @Test
    void aTinyTableWithItsIndexPassesWithANote() {
        dsl.execute("create table tiny (id bigint primary key)");
        dsl.execute("insert into tiny select generate_series(1, 5)");
        dsl.execute("analyze tiny");
        PlanCheck check = Keyset.of(table(name("tiny")))
                .orderBy(desc(ID))
                .uniqueOn(ID)
                .build()
                .page(dsl)
                .checkPlan();
        assertThat(check).matches(PlanCheck::isServed);
        assertThat(check.notes()).isNotEmpty().allMatch(note -> note.startsWith("nothing to do: an index serves"));
    }

    @Test
    void theCallersTransactionAndItsSettingsStay() {
        dsl.transaction(transaction -> {
            DSLContext inside = transaction.dsl();
            inside.execute("set local enable_sort = on");
            inside.execute("set local random_page_cost = 1.7");
            inside.execute("set local enable_seqscan = off");
            Map<?, ?> before = settings(inside);
            inside.execute("create temporary table own on commit drop as select generate_series(1, 3)::bigint as id");
            PageQuery<Record> query = Keyset.of(table(name("own")))
                    .orderBy(desc(ID))
                    .uniqueOn(ID)
                    .build()
                    .page(inside);
            assertThatExceptionOfType(PlanVerificationException.class).isThrownBy(query::verifyPlan);
            assertThat(settings(inside)).isEqualTo(before);
            assertThat(inside.fetchCount(table(name("own")))).isEqualTo(3);
        });
        Map<?, ?> before = settings(dsl);
        assertThat(newest().where(EVENTS.USER_ID.eq(7L)).checkPlan().isServed()).isFalse();
        assertThat(settings(dsl)).isEqualTo(before);
    }

    private static Map<?, ?> settings(DSLContext dsl) {
        return dsl.fetch("select name, setting from pg_settings where name ~ '^enable_|_cost|parallel'")
                .intoMap(0, 1);
    }

    @Test
    void ofAJoinTheTableWithTheKeysIsToBeIndexed() {
        PageQuery<Record> served = Keyset.of(EVENTS.join(USERS).on(EVENTS.USER_ID.eq(USER_ID)))
                .select(EVENTS.ID, USER_NAME)
                .orderBy(desc(EVENTS.CREATED_AT), desc(EVENTS.ID))
                .uniqueOn(EVENTS.ID)
                .build()
                .page(dsl);
        assertThat(served.checkPlan()).matches(PlanCheck::isServed);

        Events e = EVENTS.as("e");
        PageQuery<Record> missing = Keyset.of(e.join(USERS).on(e.USER_ID.eq(USER_ID)))
                .select(e.ID, USER_NAME)
                .orderBy(asc(lower(e.KIND)).notNull(), desc(e.ID))
                .uniqueOn(e.ID)
                .build()
                .page(dsl)
                .where(USER_NAME.ne("User 1").and(e.NOTE.isNotNull()));
        PlanCheck check = missing.checkPlan();
        assertThat(check.ddl()).containsExactly("CREATE INDEX CONCURRENTLY ON public.events ((lower(kind)), id DESC);");
        check.ddl().forEach(dsl::execute);
        assertThat(missing.checkPlan()).matches(PlanCheck::isServed);
        dsl.execute("drop index events_lower_id_idx");
        assertThat(missing.checkPlan().isServed()).isFalse();
    }

    @Test
    void keysOfSeveralTablesAndOfDerivedTablesAndViewsGetWords() {
        PageQuery<Record> both = Keyset.of(EVENTS.join(USERS).on(EVENTS.USER_ID.eq(USER_ID)))
                .orderBy(asc(USER_NAME), desc(EVENTS.ID).notNull())
                .uniqueOn(EVENTS.ID)
                .build()
                .page(dsl);
        Field<Long> events = count().cast(SQLDataType.BIGINT).as("events");
        Table<Record2<Long, Long>> grouped = select(EVENTS.USER_ID, events)
                .from(EVENTS)
                .groupBy(EVENTS.USER_ID)
                .asTable("grouped");
        PageQuery<Record2<Long, Long>> grouping = Keyset.of(grouped)
                .orderBy(
                        desc(grouped.field(events)).notNull(),
                        asc(grouped.field(EVENTS.USER_ID)).notNull())
                .uniqueOn(grouped.field(EVENTS.USER_ID))
                .build()
                .page(dsl);
        PageQuery<Record> view = Keyset.of(table(name("recent")))
                .orderBy(asc(field(name("note"), SQLDataType.CLOB.notNull())), asc(ID))
                .uniqueOn(ID)
                .build()
                .page(dsl);
        PageQuery<Record> plainSql = Keyset.of(DSL.table("generate_series(1, 3) as g(id)"))
                .orderBy(asc(ID))
                .uniqueOn(ID)
                .build()
                .page(dsl);
        for (PageQuery<?> query : new PageQuery<?>[] {both, grouping, view, plainSql}) {
            PlanCheck check = query.checkPlan();
            assertThat(check.problems())
                    .isNotEmpty()
                    .allMatch(problem ->
                            problem.ddl().isEmpty() && problem.mend().contains("No single index is known to serve it"));
        }
        PageQuery<Record> servedView = Keyset.of(table(name("recent")))
                .orderBy(desc(field(name("created_at"), SQLDataType.TIMESTAMPWITHTIMEZONE.notNull())), desc(ID))
                .uniqueOn(ID)
                .build()
                .page(dsl);
        assertThat(servedView.checkPlan()).matches(PlanCheck::isServed);
    }

    @Test
    void aPartitionedTableIsIndexedAsAWholeEmptyOrNot() {
        PageQuery<Record> query = Keyset.of(table(name("parts")))
                .orderBy(desc(AT), desc(ID))
                .uniqueOn(AT, ID)
                .build()
                .page(dsl)
                .where(field(name("user_id"), SQLDataType.BIGINT).eq(3L));
        PlanCheck before = query.checkPlan();
        assertThat(before.ddl()).containsExactly("CREATE INDEX ON public.parts (user_id, at DESC, id DESC);");
        assertThat(before.problems()).extracting(PlanProblem::mend).allMatch(mend -> mend.contains("ATTACH PARTITION"));
        before.ddl().forEach(dsl::execute);
        assertThat(query.checkPlan()).matches(PlanCheck::isServed);
        dsl.execute("insert into parts select g, timestamptz '2026-01-01' + make_interval(mins => g), g % 10"
                + " from generate_series(1, 200000) g");
        dsl.execute("analyze parts");
        assertThat(query.checkPlan()).matches(PlanCheck::isServed);
        dsl.execute("drop index parts_user_id_at_id_idx");
        assertThat(query.checkPlan().isServed()).isFalse();
    }

    /** The control: pages do lose the rows that the notes speak of. */
    @Test
    void declarationsThatTheCatalogsDoNotKnowAreNoted() {
        dsl.execute("create table doubtful (id bigint primary key, customer int, at timestamptz not null)");
        dsl.execute("insert into doubtful select g, nullif(g % 5, 0), timestamptz '2026-01-01' + g / 2 * interval '1 s'"
                + " from generate_series(1, 100) g");
        dsl.execute("create index on doubtful (customer, id)");
        dsl.execute("create index on doubtful (at)");
        Field<Integer> customer = field(name("customer"), SQLDataType.INTEGER);
        PageQuery<Record> nulls = Keyset.of(table(name("doubtful")))
                .orderBy(asc(customer).notNull(), asc(ID))
                .uniqueOn(ID)
                .build()
                .page(dsl)
                .size(7);
        assertThat(nulls.checkPlan().notes())
                .anyMatch(note -> note.startsWith("key \"customer\" is taken for NOT NULL"));
        assertThat(nulls.stream()).hasSizeLessThan(100);
        PageQuery<Record> ties = Keyset.of(table(name("doubtful")))
                .orderBy(asc(AT))
                .uniqueOn(AT)
                .build()
                .page(dsl)
                .size(7);
        assertThat(ties.checkPlan().notes()).anyMatch(note -> note.startsWith("no unique index of public.doubtful"));
        assertThat(ties.stream()).hasSizeLessThan(100);
    }

    @Test
    void whatTheCatalogsKnowOrCannotKnowIsNotDoubted() {
        dsl.execute(
                "create table sure (tenant int not null, id bigint not null, customer int, unique (tenant, id) include (customer))");
        Field<Integer> tenant = field(name("tenant"), SQLDataType.INTEGER.notNull());
        Field<Integer> customer = field(name("customer"), SQLDataType.INTEGER);
        PageQuery<Record> byTenant = Keyset.of(table(name("sure")))
                .orderBy(desc(customer).nullsLast(), asc(ID))
                .uniqueOn(ID)
                .build()
                .page(dsl)
                .where(tenant.eq(1));
        assertThat(byTenant.checkPlan().notes()).noneMatch(note -> note.contains("lose"));
        PageQuery<Record> ofView = Keyset.of(table(name("recent")))
                .orderBy(desc(ID))
                .uniqueOn(ID)
                .build()
                .page(dsl);
        assertThat(ofView.checkPlan().notes()).noneMatch(note -> note.contains("lose"));
    }
}
