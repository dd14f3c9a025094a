package io.pgstride.benchmarks.pagination;

import static io.pgstride.benchmarks.pagination.Events.EVENTS;

import io.pgstride.pagination.Cursor;
import io.pgstride.pagination.Key;
import io.pgstride.pagination.Keyset;
import io.pgstride.pagination.Page;
import io.pgstride.pagination.PageQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** Pages by pgstride's {@code Keyset}. */
final class PgstridePages implements PageSubject {
    private final Keyset<Record> keyset;
    private final Connection connection;
    private final DSLContext dsl;
    private final PageQuery<Record> pages;

    PgstridePages(Connection connection, int size, Ordering ordering) {
        this.keyset = Keyset.of(EVENTS)
                .orderBy(ordering.terms().stream().map(PgstridePages::key).toArray(Key[]::new))
                .uniqueOn(EVENTS.id)
                .build();
        this.connection = connection;
        this.dsl = DSL.using(connection, SQLDialect.POSTGRES);
        this.pages = keyset.page(dsl).size(size);
    }

    @Override
    public EventPage first() {
        return page(pages.first());
    }

    @Override
    public EventPage at(Place place) {
        return page(pages.after(cursor(place)));
    }

    @Override
    public List<Event> walk(int count) {
        Page<Record> page = pages.first();
        List<Event> walked = new ArrayList<>(page(page).rows());
        for (int i = 1; i < count; i++) {
            page = pages.after(page.next().orElseThrow());
            walked.addAll(page(page).rows());
        }
        return walked;
    }

    @Override
    public long buffersOfFirst() {
        return Buffers.of(dsl, pages.firstQuery());
    }

    @Override
    public long buffersAt(Place place) {
        return Buffers.of(dsl, pages.afterQuery(cursor(place)));
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private static Key key(SortTerm term) {
        return term.descending()
                ? Key.desc(term.column().field())
                : Key.asc(term.column().field());
    }

    private static EventPage page(Page<Record> page) {
        return new EventPage(page.map(EVENTS::event).rows(), page.hasNext());
    }

    private Cursor cursor(Place place) {
        Record last = dsl.newRecord(EVENTS);
        Event event = place.after();
        last.set(EVENTS.createdAt, event.createdAt().atOffset(ZoneOffset.UTC));
        last.set(EVENTS.id, event.id());
        last.set(EVENTS.kind, event.kind());
        last.set(
                EVENTS.endedAt, event.endedAt() == null ? null : event.endedAt().atOffset(ZoneOffset.UTC));
        return keyset.cursorOf(last);
    }
}
