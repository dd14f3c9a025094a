package io.pgstride.pagination;

import static io.pgstride.pagination.Events.EVENTS;
import static io.pgstride.pagination.Key.asc;
import static io.pgstride.pagination.Key.desc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.lower;
import static org.jooq.impl.DSL.select;

import io.pgstride.core.signing.SigningKey;
import io.pgstride.pagination.Events.EventRecord;
import io.pgstride.testing.PostgresTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record2;
import org.jooq.Result;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The code of docs/pagination.md. */
@PostgresTest
class PaginationPageTest {
    private static final SigningKey THIS_MONTHS_KEY = SigningKey.of(new byte[32]);
    private static final SigningKey LAST_MONTHS_KEY =
            SigningKey.of("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
    private static final long USER = 7;

    private final DSLContext dsl;

    PaginationPageTest(DSLContext dsl) {
        this.dsl = dsl;
    }

    @BeforeAll
    static void load(DSLContext dsl) {
        dsl.execute(Events.DDL);
        dsl.execute("create table users (id bigint primary key, name text not null)");
        dsl.execute("insert into users select g, 'User ' || g from generate_series(1, 9) g");
        dsl.execute("insert into events (user_id, created_at, kind, note)"
                + " select 1 + 6 * (g % 2), timestamptz '2026-01-01' + make_interval(secs => g / 3), 'k' || g % 3,"
                + " case when g % 4 > 0 then 'n' || g % 4 end from generate_series(1, 100) g");
    }

    @Test
    void pages() {
        // tag::pages[]
        Keyset<EventRecord> newest = Keyset.of(EVENTS)
                .orderBy(desc(EVENTS.CREATED_AT), desc(EVENTS.ID))
                .build();

        PageQuery<EventRecord> query =
                newest.page(dsl).where(EVENTS.USER_ID.eq(USER)).size(20);
        Page<EventRecord> first = query.first();
        Page<EventRecord> second = query.after(first.next().orElseThrow());
        Page<EventRecord> back = query.before(second.previous().orElseThrow());
        Page<EventRecord> last = query.last();
        // end::pages[]
        assertThat(back.rows()).isEqualTo(first.rows());
        assertThat(second.rows()).hasSize(20).doesNotContainAnyElementsOf(first.rows());
        assertThat(last.rows()).hasSize(20).last().extracting(EventRecord::id).isEqualTo(1L);
    }

    @Test
    void anyOrdering() {
        // tag::any[]
        Keyset<EventRecord> mixed = Keyset.of(EVENTS)
                .orderBy(desc(EVENTS.CREATED_AT), asc(EVENTS.ID))
                .build();
        Keyset<EventRecord> byKind = Keyset.of(EVENTS)
                .orderBy(asc(EVENTS.KIND).lowCardinality(), asc(EVENTS.CREATED_AT), asc(EVENTS.ID))
                .build();
        Keyset<EventRecord> byNote = Keyset.of(EVENTS)
                .orderBy(desc(EVENTS.NOTE).nullsLast(), desc(EVENTS.ID))
                .build();
        // end::any[]
        assertOrder(mixed, "created_at desc, id");
        assertOrder(byKind, "kind, created_at, id");
        assertOrder(byNote, "note desc nulls last, id desc");
    }

    @Test
    void verified() {
        Keyset<EventRecord> newest = Keyset.of(EVENTS)
                .orderBy(desc(EVENTS.CREATED_AT), desc(EVENTS.ID))
                .build();
        long user = USER;
        // tag::verified[]
        newest.page(dsl).verifyPlan(); // throws PlanVerificationException unless indexes serve every page

        PlanCheck check = newest.page(dsl).where(EVENTS.USER_ID.eq(user)).checkPlan();
        List<String> missing = check.ddl();
        // end::verified[]
        assertThat(check.notes())
                .singleElement()
                .asString()
                .contains("CREATE INDEX CONCURRENTLY ON public.events (user_id, created_at DESC, id DESC);");
        assertThat(missing).isEmpty();
    }

    @Test
    void tokens() {
        Keyset<EventRecord> newest = Keyset.of(EVENTS)
                .orderBy(desc(EVENTS.CREATED_AT), desc(EVENTS.ID))
                .build();
        // tag::tokens[]
        CursorTokens tokens = CursorTokens.signed(THIS_MONTHS_KEY)
                .alsoAccept(LAST_MONTHS_KEY)
                .expireAfter(Duration.ofDays(1))
                .build();

        PageQuery<EventRecord> query =
                newest.page(dsl).where(EVENTS.USER_ID.eq(USER)).tokens(tokens).scope("tenant 7");
        // end::tokens[]
        Page<EventRecord> first = page(query, null);
        assertThat(page(query, first.nextToken().orElseThrow()).hasPrevious()).isTrue();
        assertThat(first.nextToken().orElseThrow()).hasSizeBetween(90, 115);
        PageQuery<EventRecord> other = query.scope("tenant 8");
        assertThatThrownBy(() -> page(other, first.nextToken().orElseThrow()))
                .isInstanceOf(ScopeMismatchException.class);
    }

    private static Page<EventRecord> page(PageQuery<EventRecord> query, @Nullable String token) {
        // tag::token[]
        Page<EventRecord> page = query.size(20).after(query.cursor(token)); // null: the first page
        String next = page.nextToken().orElse(null);
        // end::token[]
        assertThat(next != null).isEqualTo(page.hasNext());
        return page;
    }

    @Test
    void joins() {
        // tag::join[]
        Table<?> users = DSL.table(DSL.name("users"));
        Field<Long> userId = DSL.field(DSL.name("users", "id"), SQLDataType.BIGINT.notNull());
        Field<String> userName = DSL.field(DSL.name("users", "name"), SQLDataType.VARCHAR.notNull());

        Keyset<Record> byUser = Keyset.of(EVENTS.join(users).on(EVENTS.USER_ID.eq(userId)))
                .select(EVENTS.ID, EVENTS.KIND, userName)
                .orderBy(asc(lower(userName)).notNull(), desc(EVENTS.ID).notNull())
                .uniqueOn(EVENTS.ID)
                .build();
        // end::join[]
        assertThat(Walk.forward(byUser.page(dsl).size(30)))
                .extracting(row -> row.get(EVENTS.ID))
                .isEqualTo(dsl.fetch(
                                "select e.id from events e join users u on u.id = user_id order by lower(name), e.id desc")
                        .getValues("id"));
    }

    @Test
    void groupings() {
        // tag::grouping[]
        Field<Integer> total = count().as("total");
        Table<Record2<Long, Integer>> perUser = select(EVENTS.USER_ID, total)
                .from(EVENTS)
                .groupBy(EVENTS.USER_ID)
                .asTable("per_user");
        Keyset<Record2<Long, Integer>> busiest = Keyset.of(perUser)
                .orderBy(
                        desc(perUser.field(total)).notNull(),
                        asc(perUser.field(EVENTS.USER_ID)).notNull())
                .uniqueOn(perUser.field(EVENTS.USER_ID))
                .build();
        // end::grouping[]
        assertThat(Walk.forward(busiest.page(dsl).size(1)))
                .extracting(Record2::value1)
                .containsExactly(1L, 7L);
    }

    @Test
    void plain() {
        // tag::plain[]
        Table<Record> events = DSL.table(DSL.name("events"));
        Field<Long> id = DSL.field(DSL.name("id"), SQLDataType.BIGINT);
        Keyset<Record> byId =
                Keyset.of(events).orderBy(desc(id).notNull()).uniqueOn(id).build();
        // end::plain[]
        assertThat(byId.page(dsl).size(3).first().rows()).hasSize(3);
    }

    /** What an application makes of a row. */
    record Event(long id, String kind) {}

    @Test
    void mapping() {
        PageQuery<EventRecord> query =
                Keyset.of(EVENTS).orderBy(desc(EVENTS.ID)).build().page(dsl);
        // tag::mapping[]
        Page<Event> mapped = query.first().map(row -> new Event(row.id(), row.get(EVENTS.KIND)));
        Page<Event> read = query.reading(row -> new Event(row.getLong("id"), row.getString("kind")))
                .first();
        // end::mapping[]
        assertThat(read.rows()).isEqualTo(mapped.rows()).hasSize(50);
        assertThat(read.next()).isEqualTo(mapped.next());
    }

    @Test
    void conditions() {
        Keyset<EventRecord> oldest = Keyset.of(EVENTS).orderBy(asc(EVENTS.ID)).build();
        Cursor cursor = oldest.page(dsl).size(10).first().next().orElseThrow();
        // tag::condition[]
        Result<EventRecord> mine = dsl.selectFrom(EVENTS)
                .where(oldest.conditionAfter(cursor))
                .orderBy(oldest.sortFields())
                .limit(100)
                .forUpdate()
                .skipLocked()
                .fetch();
        // end::condition[]
        assertThat(mine).hasSize(90).first().extracting(EventRecord::id).isEqualTo(11L);
    }

    private void assertOrder(Keyset<EventRecord> keyset, String order) {
        List<Long> expected =
                dsl.fetch("select id from events order by " + order).getValues("id", Long.class);
        assertThat(Walk.forward(keyset.page(dsl).size(7)))
                .extracting(EventRecord::id)
                .isEqualTo(expected);
        assertThat(Walk.backward(keyset.page(dsl).size(7)))
                .extracting(EventRecord::id)
                .isEqualTo(expected);
    }
}
