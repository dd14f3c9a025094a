package io.pgstride.pagination;

import static io.pgstride.pagination.Events.EVENTS;
import static io.pgstride.pagination.Key.desc;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.pagination.Events.EventRecord;
import io.pgstride.testing.PostgresTest;
import java.time.OffsetDateTime;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The code of docs/pagination.md. */
@PostgresTest
class PaginationPageTest {
    @BeforeAll
    static void load(DSLContext dsl) {
        dsl.execute(Events.DDL);
        dsl.execute(
                "insert into events (user_id, created_at, kind)"
                        + " select 7, timestamptz '2026-01-01' + make_interval(secs => g / 3), 'k' from generate_series(1, 50) g");
    }

    @Test
    void pages(DSLContext dsl) {
        long user = 7;
        // tag::pages[]
        Keyset<EventRecord> newest = Keyset.of(EVENTS)
                .orderBy(desc(EVENTS.CREATED_AT), desc(EVENTS.ID))
                .build();

        PageQuery<EventRecord> query =
                newest.page(dsl).where(EVENTS.USER_ID.eq(user)).size(20);
        Page<EventRecord> first = query.first();
        Page<EventRecord> second = query.after(first.next().orElseThrow());
        Page<EventRecord> back = query.before(second.previous().orElseThrow());
        Page<EventRecord> last = query.last();
        // end::pages[]
        assertThat(back.rows()).isEqualTo(first.rows());
        assertThat(second.rows()).hasSize(20).doesNotContainAnyElementsOf(first.rows());
        assertThat(last.rows()).hasSize(20).last().extracting(EventRecord::id).isEqualTo(1L);
        EventRecord lastSeen = first.rows().get(19);
        OffsetDateTime createdAt = lastSeen.get(EVENTS.CREATED_AT);
        long id = lastSeen.id();
        // tag::rebuilt[]
        EventRecord place = new EventRecord().with(EVENTS.CREATED_AT, createdAt).with(EVENTS.ID, id);
        Page<EventRecord> next = query.after(newest.cursorOf(place));
        // end::rebuilt[]
        assertThat(next.rows()).isEqualTo(second.rows());
    }

    @Test
    void verified(DSLContext dsl) {
        Keyset<EventRecord> newest = Keyset.of(EVENTS)
                .orderBy(desc(EVENTS.CREATED_AT), desc(EVENTS.ID))
                .build();
        long user = 7;
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
    void plain(DSLContext dsl) {
        // tag::plain[]
        Table<Record> events = DSL.table(DSL.name("events"));
        Field<Long> id = DSL.field(DSL.name("id"), SQLDataType.BIGINT);
        Keyset<Record> byId =
                Keyset.of(events).orderBy(desc(id).notNull()).uniqueOn(id).build();
        // end::plain[]
        assertThat(byId.page(dsl).size(3).first().rows()).hasSize(3);
    }
}
