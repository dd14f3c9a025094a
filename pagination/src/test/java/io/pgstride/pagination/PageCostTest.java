package io.pgstride.pagination;

import static io.pgstride.pagination.Events.EVENTS;
import static io.pgstride.pagination.Key.asc;
import static io.pgstride.pagination.Key.desc;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.core.plan.Explain;
import io.pgstride.core.plan.QueryPlan;
import io.pgstride.pagination.Events.EventRecord;
import io.pgstride.testing.PostgresTest;
import java.time.OffsetDateTime;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A deep page reads as many buffers as the first one. */
@PostgresTest
class PageCostTest {
    private static final int ROWS = 200_000;
    private static final int DEEP = 160_000;
    private static final int ALLOWED_MORE = 40;

    private final Keyset<EventRecord> newest =
            Keyset.of(EVENTS).orderBy(desc(EVENTS.CREATED_AT), desc(EVENTS.ID)).build();
    private final DSLContext dsl;

    PageCostTest(DSLContext dsl) {
        this.dsl = dsl;
    }

    @BeforeAll
    static void load(DSLContext dsl) {
        dsl.execute(Events.DDL);
        dsl.execute("""
                insert into events (user_id, created_at, kind)
                select g % 50, timestamptz '2026-01-01' + make_interval(secs => g / 7), 'k' || g % 5
                from generate_series(1, ?) g
                """, ROWS);
        dsl.execute("create index on events (user_id, created_at desc, id desc)");
        dsl.execute("create table users (id bigint primary key, name text not null)");
        dsl.execute("insert into users select g, 'User ' || g from generate_series(0, 49) g");
        dsl.execute("vacuum (analyze) events, users");
    }

    @Test
    void aDeepPageReadsAsManyBuffersAsTheFirst() {
        PageQuery<EventRecord> query = newest.page(dsl).size(50);
        Cursor deep = deepCursor(DSL.noCondition(), DEEP);
        long first = buffers(dsl, query.firstQuery());
        assertThat(buffers(dsl, query.afterQuery(deep))).isLessThanOrEqualTo(first + ALLOWED_MORE);
        assertThat(buffers(dsl, query.beforeQuery(deep))).isLessThanOrEqualTo(first + ALLOWED_MORE);
        assertThat(buffers(dsl, query.lastQuery())).isLessThanOrEqualTo(first + ALLOWED_MORE);
    }

    @Test
    void aFilteredDeepPageToo() {
        PageQuery<EventRecord> query =
                newest.page(dsl).where(EVENTS.USER_ID.eq(7L)).size(50);
        Cursor deep = deepCursor(EVENTS.USER_ID.eq(7L), DEEP / 50);
        long first = buffers(dsl, query.firstQuery());
        assertThat(buffers(dsl, query.afterQuery(deep))).isLessThanOrEqualTo(first + ALLOWED_MORE);
    }

    @Test
    void aDeepPageOfAJoinToo() {
        Field<Long> userId = DSL.field(DSL.name("users", "id"), SQLDataType.BIGINT.notNull());
        Keyset<Record> joined = Keyset.of(
                        EVENTS.join(DSL.table(DSL.name("users"))).on(EVENTS.USER_ID.eq(userId)))
                .select(EVENTS.ID, EVENTS.CREATED_AT, DSL.field(DSL.name("users", "name"), SQLDataType.VARCHAR))
                .orderBy(desc(EVENTS.CREATED_AT), desc(EVENTS.ID))
                .uniqueOn(EVENTS.ID)
                .build();
        PageQuery<Record> query = joined.page(dsl).size(50);
        Record row = newest.page(dsl)
                .size(1)
                .after(deepCursor(DSL.noCondition(), DEEP))
                .rows()
                .get(0);
        long first = buffers(dsl, query.firstQuery());
        assertThat(buffers(dsl, query.afterQuery(joined.cursorOf(row)))).isLessThanOrEqualTo(first + ALLOWED_MORE);
    }

    @Test
    void aKeyThatIsCastFromTextToo() {
        Keyset<Record> plain = Keyset.of(DSL.table(DSL.name("events")))
                .orderBy(
                        desc(DSL.field(DSL.name("created_at"), SQLDataType.TIMESTAMPWITHTIMEZONE.notNull())),
                        desc(DSL.field(DSL.name("id"), SQLDataType.BIGINT.notNull())))
                .uniqueOn(DSL.field(DSL.name("id"), SQLDataType.BIGINT))
                .build();
        PageQuery<Record> query = plain.page(dsl).size(50);
        Record row = dsl.selectFrom(DSL.table(DSL.name("events")))
                .orderBy(EVENTS.CREATED_AT.desc(), EVENTS.ID.desc())
                .offset(DEEP)
                .limit(1)
                .fetchSingle();
        long first = buffers(dsl, query.firstQuery());
        assertThat(buffers(dsl, query.afterQuery(plain.cursorOf(row)))).isLessThanOrEqualTo(first + ALLOWED_MORE);
    }

    @Test
    void aGenericPlanStillStartsAtTheCursor() {
        Cursor deep = deepCursor(DSL.noCondition(), DEEP);
        PageQuery<EventRecord> query = newest.page(dsl).size(50);
        long first = buffers(dsl, query.firstQuery());
        QueryPlan plan = genericPlan(query.afterQuery(deep));
        assertThat(plan.toText()).contains("$1");
        assertThat(plan.buffers().shared()).isLessThanOrEqualTo(first + ALLOWED_MORE);
    }

    /** The control for it, and why the first page is a statement of its own. */
    @Test
    void underAGenericPlanOneStatementForAllPagesReadsEverything() {
        EventRecord row = newest.page(dsl)
                .size(1)
                .after(deepCursor(DSL.noCondition(), DEEP))
                .rows()
                .get(0);
        Param<OffsetDateTime> at = DSL.val(row.get(EVENTS.CREATED_AT), EVENTS.CREATED_AT);
        Select<?> both = dsl.selectFrom(EVENTS)
                .where(at.isNull().or(DSL.row(EVENTS.CREATED_AT, EVENTS.ID).lt(at, DSL.val(row.id()))))
                .orderBy(EVENTS.CREATED_AT.desc(), EVENTS.ID.desc())
                .limit(DSL.inline(51));
        assertThat(genericPlan(both).buffers().shared()).isGreaterThan(10 * ALLOWED_MORE);
    }

    /** The control: what the figure above would be the other ways. */
    @Test
    void offsetAndOrReadEverythingBeforeTheDeepPage() {
        Cursor deep = deepCursor(DSL.noCondition(), DEEP);
        long first = buffers(dsl, newest.page(dsl).size(50).firstQuery());
        Select<?> offset = dsl.selectFrom(EVENTS)
                .orderBy(EVENTS.CREATED_AT.desc(), EVENTS.ID.desc())
                .limit(50)
                .offset(DEEP);
        assertThat(buffers(dsl, offset)).isGreaterThan(first + 10 * ALLOWED_MORE);
        EventRecord row = newest.page(dsl).size(1).before(deep).rows().get(0);
        OffsetDateTime at = row.get(EVENTS.CREATED_AT);
        Select<?> or = dsl.selectFrom(EVENTS)
                .where(EVENTS.CREATED_AT.lt(at).or(EVENTS.CREATED_AT.eq(at).and(EVENTS.ID.lt(row.id()))))
                .orderBy(EVENTS.CREATED_AT.desc(), EVENTS.ID.desc())
                .limit(50);
        assertThat(buffers(dsl, or)).isGreaterThan(first + 10 * ALLOWED_MORE);
    }

    @Test
    void aKeyThatTheFilterFixesToo() {
        dsl.execute("create index if not exists by_kind on events (kind, created_at, id)");
        Keyset<EventRecord> byKind = Keyset.of(EVENTS)
                .orderBy(asc(EVENTS.KIND), asc(EVENTS.CREATED_AT), asc(EVENTS.ID))
                .build();
        PageQuery<EventRecord> query =
                byKind.page(dsl).where(EVENTS.KIND.eq("k1")).size(50);
        EventRecord deep = dsl.selectFrom(EVENTS)
                .where(EVENTS.KIND.eq("k1"))
                .orderBy(byKind.sortFields())
                .offset(DEEP / 5)
                .limit(1)
                .fetchSingle();
        long first = buffers(dsl, query.firstQuery());
        assertThat(buffers(dsl, query.afterQuery(byKind.cursorOf(deep)))).isLessThanOrEqualTo(first + ALLOWED_MORE);
        assertThat(buffers(dsl, query.beforeQuery(byKind.cursorOf(deep)))).isLessThanOrEqualTo(first + ALLOWED_MORE);
        Select<?> control = dsl.selectFrom(EVENTS)
                .where(EVENTS.KIND.eq("k1"))
                .and(DSL.row(EVENTS.KIND, EVENTS.CREATED_AT, EVENTS.ID)
                        .gt(deep.get(EVENTS.KIND), deep.get(EVENTS.CREATED_AT), deep.id()))
                .orderBy(byKind.sortFields())
                .limit(51);
        assertThat(buffers(dsl, control)).as("one row comparison").isGreaterThan(first + 2 * ALLOWED_MORE);
    }

    private Cursor deepCursor(Condition filter, int depth) {
        return newest.cursorOf(dsl.selectFrom(EVENTS)
                .where(filter)
                .orderBy(EVENTS.CREATED_AT.desc(), EVENTS.ID.desc())
                .offset(depth)
                .limit(1)
                .fetchSingle());
    }

    private static long buffers(DSLContext dsl, Select<?> query) {
        return Explain.on(dsl).analyze().timing(false).plan(query).buffers().shared();
    }

    /** EXPLAIN of a bound statement always sees its values; only EXECUTE takes a plan from the cache. */
    private QueryPlan genericPlan(Select<?> query) {
        return dsl.connectionResult(connection -> {
            DSLContext one = DSL.using(connection, SQLDialect.POSTGRES, new Settings().withRenderNamedParamPrefix("$"));
            String values = query.getBindValues().stream()
                    .map(value -> one.render(DSL.inline(value)))
                    .collect(Collectors.joining(", "));
            one.execute("prepare page as " + one.renderNamedParams(query));
            one.execute("set plan_cache_mode = force_generic_plan");
            return Explain.on(one).analyze().plan("execute page(" + values + ")");
        });
    }
}
