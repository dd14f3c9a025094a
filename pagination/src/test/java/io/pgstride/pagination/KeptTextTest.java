package io.pgstride.pagination;

import static io.pgstride.pagination.Events.EVENTS;
import static io.pgstride.pagination.Key.asc;
import static io.pgstride.pagination.Key.desc;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.pagination.Events.EventRecord;
import io.pgstride.testing.PostgresTest;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Schema;
import org.jooq.Select;
import org.jooq.TableField;
import org.jooq.TableOptions;
import org.jooq.VisitContext;
import org.jooq.VisitListener;
import org.jooq.conf.MappedSchema;
import org.jooq.conf.RenderMapping;
import org.jooq.conf.RenderNameCase;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.RenderTable;
import org.jooq.conf.Settings;
import org.jooq.conf.StatementType;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The text that a keyset keeps is always the one that jOOQ would render now. */
@PostgresTest
class KeptTextTest {
    private static final OffsetDateTime NOON = OffsetDateTime.parse("2026-03-01T12:00:00Z");

    private final DSLContext dsl;
    private final Keyset<EventRecord> newest =
            Keyset.of(EVENTS).orderBy(desc(EVENTS.CREATED_AT), desc(EVENTS.ID)).build();
    private final Keyset<EventRecord> mixed = Keyset.of(EVENTS)
            .orderBy(asc(EVENTS.KIND).lowCardinality(), asc(EVENTS.NOTE).nullsLast(), desc(EVENTS.ID))
            .build();

    KeptTextTest(DSLContext dsl) {
        this.dsl = dsl;
    }

    @BeforeAll
    static void events(DSLContext dsl) {
        dsl.execute(Events.DDL);
        dsl.execute(
                "insert into events (user_id, created_at, kind, note) select n % 3, timestamptz '2026-03-01 12:00Z',"
                        + " 'k' || n % 2, nullif(n % 4, 0)::text from generate_series(1, 40) n");
        dsl.execute("create schema other");
        dsl.execute("create table other.events (like events including all)");
    }

    /** A DSLContext that notes what it runs: text and values. */
    private record Noting(DSLContext dsl, List<String> run, List<Boolean> kept) {
        static Noting of(DSLContext dsl) {
            List<String> run = new ArrayList<>();
            List<Boolean> kept = new ArrayList<>();
            ExecuteListener listener = new ExecuteListener() {
                private static final long serialVersionUID = 1L;

                @Override
                public void executeStart(ExecuteContext context) {
                    run.add(context.sql() + context.query().getBindValues());
                    kept.add(!(context.query() instanceof Select<?>));
                }
            };
            return new Noting(dsl.configuration().deriveAppending(listener).dsl(), run, kept);
        }

        Noting with(Settings settings) {
            return new Noting(dsl.configuration().derive(settings).dsl(), run, kept);
        }

        /** Whether a page that was just read came from a kept text. */
        boolean lastWasKept() {
            return kept.get(kept.size() - 1);
        }

        String last() {
            return run.get(run.size() - 1);
        }
    }

    static List<Condition> filters() {
        return List.of(
                DSL.noCondition(),
                EVENTS.USER_ID.eq(1L),
                EVENTS.USER_ID.eq(1L).or(EVENTS.KIND.eq("k1")),
                EVENTS.USER_ID.in(1L, 2L).and(EVENTS.NOTE.isNotNull().or(EVENTS.ID.between(3L, 30L))),
                EVENTS.KIND.eq("k1"),
                DSL.not(EVENTS.KIND.eq("k1")).and(EVENTS.CREATED_AT.le(NOON)),
                EVENTS.NOTE.isNull(),
                EVENTS.USER_ID.eq(1L).xor(EVENTS.KIND.eq("k1")),
                DSL.trueCondition().and(EVENTS.USER_ID.eq(1L)),
                DSL.falseCondition().or(EVENTS.USER_ID.eq(1L)),
                EVENTS.KIND.like("k%"),
                DSL.condition("user_id = {0}", DSL.val(1L)),
                DSL.exists(DSL.selectOne()
                        .from(EVENTS.as("e"))
                        .where(EVENTS.as("e").USER_ID.eq(EVENTS.USER_ID))));
    }

    @Test
    void aFilterStaysInItsParentheses() {
        Noting noting = Noting.of(dsl);
        PageQuery<EventRecord> pages =
                newest.page(noting.dsl).where(EVENTS.USER_ID.eq(1L).or(EVENTS.KIND.eq("k1")));
        pages.after(pages.size(1).first().next().orElseThrow());
        assertThat(noting.last())
                .contains(
                        " where ((\"public\".\"events\".\"user_id\" = ? or \"public\".\"events\".\"kind\" = ?) and (");
    }

    @ParameterizedTest
    @MethodSource("filters")
    void isTheStatementThatIsShown(Condition filter) {
        Noting noting = Noting.of(dsl);
        for (Keyset<EventRecord> keyset : List.of(newest, mixed)) {
            PageQuery<EventRecord> pages = keyset.page(noting.dsl).where(filter).size(3);
            walk(noting, pages);
            walk(noting, pages.size(2));
        }
    }

    private static void walk(Noting noting, PageQuery<EventRecord> pages) {
        List<Long> forward = new ArrayList<>();
        Page<EventRecord> page = pages.first();
        assertRan(noting, pages.firstQuery());
        forward.addAll(ids(page));
        while (page.hasNext()) {
            Cursor cursor = page.next().orElseThrow();
            page = pages.after(cursor);
            assertRan(noting, pages.afterQuery(cursor));
            forward.addAll(ids(page));
        }
        page = pages.last();
        assertRan(noting, pages.lastQuery());
        List<Long> backward = new ArrayList<>(ids(page));
        while (page.hasPrevious()) {
            Cursor cursor = page.previous().orElseThrow();
            page = pages.before(cursor);
            assertRan(noting, pages.beforeQuery(cursor));
            backward.addAll(0, ids(page));
        }
        assertThat(forward).doesNotHaveDuplicates().isEqualTo(backward);
        assertThat(forward).hasSize((int) pages.count(new Total.Exact()).rows());
    }

    private static List<Long> ids(Page<EventRecord> page) {
        return page.map(EventRecord::id).rows();
    }

    /** Within an AND, jOOQ leaves the parentheses of another one out, so they are not compared; how many rows come is. */
    private static void assertRan(Noting noting, Select<?> shown) {
        assertThat(noting.last().replaceAll("[()]", ""))
                .isEqualTo((shown.getSQL() + shown.getBindValues()).replaceAll("[()]", ""));
    }

    @Test
    void isKeptOfColumnsAndComparisonsAndOfNothingElse() {
        Noting noting = Noting.of(dsl);
        List<Boolean> kept = new ArrayList<>();
        for (Condition filter : filters()) {
            newest.page(noting.dsl).where(filter).first();
            kept.add(noting.lastWasKept());
        }
        assertThat(kept)
                .containsExactly(true, true, true, true, true, true, true, true, true, true, false, false, false);
    }

    @Test
    void rowsAreRecordsOfTheTableInAnyCase() {
        PageQuery<EventRecord> pages = mixed.page(dsl).size(5);
        Page<EventRecord> page = pages.after(pages.first().next().orElseThrow());
        assertThat(page.rows()).hasSize(5).allSatisfy(row -> {
            assertThat(row).isInstanceOf(EventRecord.class);
            assertThat(row.changed()).isFalse();
            row.set(EVENTS.NOTE, "changed");
            assertThat(row.changed()).isTrue();
        });
    }

    @Test
    void followsOtherSettings() {
        Noting noting = Noting.of(dsl);
        newest.page(noting.dsl).first();
        assertThat(noting.last()).contains("\"public\".\"events\"");
        newest.page(noting.with(new Settings().withRenderSchema(false)).dsl).first();
        assertThat(noting.last()).contains("from \"events\"").doesNotContain("public");
        newest.page(noting.with(new Settings().withRenderQuotedNames(RenderQuotedNames.NEVER)).dsl)
                .first();
        assertThat(noting.last()).contains("from public.events");
        newest.page(noting.with(new Settings()
                                .withRenderNameCase(RenderNameCase.UPPER_IF_UNQUOTED)
                                .withRenderQuotedNames(RenderQuotedNames.NEVER))
                        .dsl)
                .first();
        assertThat(noting.last()).contains("from PUBLIC.EVENTS");
        newest.page(noting.with(new Settings().withRenderPlainSQLTemplatesAsRaw(true)).dsl)
                .first();
        assertThat(noting.last()).contains("from \"public\".\"events\"");
        assertThat(newest.page(noting.with(new Settings().withMaxRows(2)).dsl)
                        .first()
                        .rows())
                .hasSize(40);
        for (RenderTable qualified : RenderTable.values()) {
            DSLContext other = noting.with(new Settings().withRenderTable(qualified)).dsl;
            assertThat(newest.page(other).where(EVENTS.USER_ID.eq(1L)).first().rows())
                    .hasSize(14);
            assertThat(noting.last().contains("select \"public\".\"events\".\"id\""))
                    .isEqualTo(qualified == RenderTable.ALWAYS);
        }
        PageQuery<EventRecord> inlined = newest.page(
                        noting.with(new Settings().withStatementType(StatementType.STATIC_STATEMENT)).dsl)
                .where(EVENTS.USER_ID.eq(1L));
        inlined.after(inlined.size(1).first().next().orElseThrow());
        assertThat(noting.last()).contains("\"user_id\" = 1").doesNotContain("?");
    }

    @Test
    void followsTheDeprecatedSettingOfNames() {
        Noting noting = Noting.of(dsl);
        newest.page(noting.dsl).first();
        newest.page(noting.with(asIs()).dsl).first();
        assertThat(noting.last()).contains("from public.events");
        newest.page(noting.dsl).first();
        assertThat(noting.last()).contains("from \"public\".\"events\"");
    }

    @SuppressWarnings("deprecation")
    private static Settings asIs() {
        return new Settings().withRenderNameStyle(org.jooq.conf.RenderNameStyle.AS_IS);
    }

    @Test
    void rowsOfChosenColumnsAndOfAnAliasAreThose() {
        Events e = EVENTS.as("e");
        PageQuery<EventRecord> aliased =
                Keyset.of(e).orderBy(asc(e.ID)).build().page(dsl).size(15);
        Page<EventRecord> second = aliased.after(aliased.first().next().orElseThrow());
        assertThat(second.rows()).extracting(EventRecord::id).startsWith(16L).hasSize(15);
        PageQuery<Record> chosen = Keyset.of(EVENTS)
                .select(EVENTS.NOTE, EVENTS.ID)
                .orderBy(desc(EVENTS.CREATED_AT), asc(EVENTS.ID))
                .build()
                .page(dsl)
                .size(15);
        Page<Record> row = chosen.after(chosen.first().next().orElseThrow());
        assertThat(row.rows().get(0).fields()).containsExactly(EVENTS.NOTE, EVENTS.ID);
        assertThat(row.rows().get(0).intoList()).containsExactly(null, 16L);
    }

    @Test
    void aFunctionIsCalledWithItsArgument() {
        dsl.execute("create function numbered(most int) returns table (n int) language sql"
                + " as 'select * from generate_series(1, most)'");
        Numbered five = new Numbered(5);
        Numbered nine = new Numbered(9);
        for (Numbered function : List.of(five, nine)) {
            Page<Record> page = Keyset.of(function)
                    .orderBy(desc(function.n))
                    .uniqueOn(function.n)
                    .build()
                    .page(dsl)
                    .first();
            assertThat(page.rows()).hasSize(function.most);
        }
    }

    /** A table-valued function as jOOQ's code generator writes it. */
    @SuppressWarnings("serial")
    private static final class Numbered extends TableImpl<Record> {
        private final int most;
        private final TableField<Record, Integer> n = createField(DSL.name("n"), SQLDataType.INTEGER.notNull());

        Numbered(int most) {
            super(
                    DSL.name("numbered"),
                    null,
                    null,
                    new Field<?>[] {DSL.val(most)},
                    DSL.comment(""),
                    TableOptions.function());
            this.most = most;
        }
    }

    @Test
    void followsTheSchemaOfEachTenant() {
        assertThat(newest.page(dsl).first().rows()).isNotEmpty();
        assertThat(newest.page(mapped("other")).first().rows()).isEmpty();
        assertThat(newest.page(mapped("public")).first().rows()).isNotEmpty();
    }

    /** A table whose schema is of the moment, as of a tenant: a text that was kept under another one would give another tenant's rows. */
    @Test
    void followsATableWhoseSchemaChanges() {
        Moving moving = new Moving();
        PageQuery<Record> pages = Keyset.of(moving)
                .orderBy(asc(moving.id))
                .uniqueOn(moving.id)
                .build()
                .page(dsl);
        for (String schema : List.of("public", "other", "public", "other")) {
            moving.schema = schema;
            assertThat(pages.first().rows()).as(schema).hasSize(schema.equals("public") ? 40 : 0);
        }
    }

    @SuppressWarnings("serial")
    private static final class Moving extends TableImpl<Record> {
        private String schema = "public";
        private final TableField<Record, Long> id = createField(DSL.name("id"), SQLDataType.BIGINT.notNull());

        Moving() {
            super(DSL.name("events"));
        }

        @Override
        public Schema getSchema() {
            return DSL.schema(DSL.name(schema));
        }
    }

    @Test
    void moreWaysThanAreKeptAreMadeAnew() {
        Noting noting = Noting.of(dsl);
        for (int i = 0; i < 300; i++) {
            Settings settings = new Settings().withRenderLocale(Locale.forLanguageTag("x-" + i));
            assertThat(newest.page(noting.with(settings).dsl).size(7).first().rows())
                    .hasSize(7);
            assertThat(noting.lastWasKept()).isEqualTo(i < 256);
        }
    }

    private DSLContext mapped(String schema) {
        MappedSchema mapped = new MappedSchema().withInput("public").withOutput(schema);
        Settings settings = new Settings().withRenderMapping(new RenderMapping().withSchemata(mapped));
        return dsl.configuration().derive(settings).dsl();
    }

    @Test
    void aVisitListenerSeesEveryPage() {
        List<String> tables = new ArrayList<>();
        VisitListener listener = new VisitListener() {
            @Override
            public void visitStart(VisitContext context) {
                if (context.queryPart() instanceof Events events) {
                    tables.add(events.getName());
                }
            }
        };
        PageQuery<EventRecord> pages =
                newest.page(dsl.configuration().deriveAppending(listener).dsl()).size(2);
        Page<EventRecord> first = pages.first();
        pages.after(first.next().orElseThrow());
        int once = tables.size();
        assertThat(once).isPositive();
        pages.first();
        pages.after(first.next().orElseThrow());
        assertThat(tables).hasSize(2 * once);
    }
}
