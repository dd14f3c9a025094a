package io.pgstride.examples;

import static io.pgstride.examples.db.Tables.EVENTS;
import static io.pgstride.pagination.Key.desc;

import io.pgstride.examples.db.tables.records.EventsRecord;
import io.pgstride.pagination.Keyset;
import io.pgstride.pagination.Page;
import org.jooq.DSLContext;

/** Pages through one user's events, newest first, and one page back. */
public final class KeysetPaginationExample {
    // tag::keyset[]
    private static final Keyset<EventsRecord> NEWEST =
            Keyset.of(EVENTS).orderBy(desc(EVENTS.CREATED_AT), desc(EVENTS.ID)).build();
    // end::keyset[]

    private KeysetPaginationExample() {}

    public static void main(String[] arguments) {
        try (ExampleDatabase database = ExampleDatabase.create()) {
            Page<EventsRecord> third = thirdPage(database.dsl(), 1);
            third.forEach(event -> System.out.println(event.getCreatedAt() + "  " + event.getKind()));
            System.out.println("more before: " + third.hasPrevious() + ", more after: " + third.hasNext());
        }
    }

    private static Page<EventsRecord> thirdPage(DSLContext dsl, long user) {
        // tag::pages[]
        var pages = NEWEST.page(dsl).where(EVENTS.USER_ID.eq(user)).size(20);

        Page<EventsRecord> first = pages.first();
        Page<EventsRecord> second = pages.after(first.next().orElseThrow());
        Page<EventsRecord> third = pages.after(second.next().orElseThrow());
        Page<EventsRecord> back = pages.before(third.previous().orElseThrow());
        // end::pages[]
        if (!back.rows().equals(second.rows())) {
            throw new IllegalStateException("The page before the third is the second");
        }
        return third;
    }
}
