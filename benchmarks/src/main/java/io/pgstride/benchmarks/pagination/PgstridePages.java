package io.pgstride.benchmarks.pagination;

import static io.pgstride.benchmarks.pagination.Events.EVENTS;

import io.pgstride.pagination.Cursor;
import io.pgstride.pagination.Key;
import io.pgstride.pagination.Keyset;
import io.pgstride.pagination.Page;
import io.pgstride.pagination.PageQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * Pages by pgstride's {@code Keyset}.
 *
 * @param <T> what rows are read as
 */
final class PgstridePages<T> implements PageSubject {
    private final Connection connection;
    private final Keyset<Record> keyset;
    private final PageQuery<T> pages;
    private final Function<Page<T>, Page<Event>> mapping;
    /** As the page before would have left it. */
    private final Map<Place, Cursor> cursors = new HashMap<>();

    private PgstridePages(
            Connection connection, Keyset<Record> keyset, PageQuery<T> pages, Function<Page<T>, Page<Event>> mapping) {
        this.connection = connection;
        this.keyset = keyset;
        this.pages = pages;
        this.mapping = mapping;
    }

    /** Rows read straight from JDBC. */
    static PgstridePages<Event> reading(Connection connection, int size, Ordering ordering) {
        Keyset<Record> keyset = keyset(ordering);
        PageQuery<Event> pages = keyset.page(dsl(connection)).size(size).reading(JdbcPages::event);
        return new PgstridePages<>(connection, keyset, pages, page -> page);
    }

    /** Rows as jOOQ's records, from which events are made. */
    static PgstridePages<Record> records(Connection connection, int size, Ordering ordering) {
        Keyset<Record> keyset = keyset(ordering);
        PageQuery<Record> pages = keyset.page(dsl(connection)).size(size);
        return new PgstridePages<>(connection, keyset, pages, page -> page.map(EVENTS::event));
    }

    @Override
    public EventPage first() {
        return page(pages.first());
    }

    @Override
    public EventPage at(Place place) {
        return page(pages.after(cursors.computeIfAbsent(place, this::cursor)));
    }

    @Override
    public List<Event> walk(int count) {
        Page<Event> page = mapping.apply(pages.first());
        List<Event> walked = new ArrayList<>(page.rows());
        for (int i = 1; i < count; i++) {
            page = mapping.apply(pages.after(page.next().orElseThrow()));
            walked.addAll(page.rows());
        }
        return walked;
    }

    @Override
    public long buffersOfFirst() {
        return Buffers.of(dsl(connection), pages.firstQuery());
    }

    @Override
    public long buffersAt(Place place) {
        return Buffers.of(dsl(connection), pages.afterQuery(cursors.computeIfAbsent(place, this::cursor)));
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private static DSLContext dsl(Connection connection) {
        return DSL.using(connection, SQLDialect.POSTGRES);
    }

    private static Keyset<Record> keyset(Ordering ordering) {
        return Keyset.of(EVENTS)
                .orderBy(ordering.terms().stream().map(PgstridePages::key).toArray(Key[]::new))
                .uniqueOn(EVENTS.id)
                .build();
    }

    private static Key key(SortTerm term) {
        Column column = term.column();
        Key key = term.descending() ? Key.desc(column.field()) : Key.asc(column.field());
        Key placed = column.nullable() ? key.nullsLast() : key;
        return column.lowCardinality() ? placed.lowCardinality() : placed;
    }

    private EventPage page(Page<T> page) {
        Page<Event> events = mapping.apply(page);
        return new EventPage(events.rows(), events.hasNext());
    }

    private Cursor cursor(Place place) {
        Event event = place.after();
        Record last = EVENTS.newRecord();
        last.set(EVENTS.id, event.id());
        last.set(EVENTS.createdAt, event.createdAt().atOffset(ZoneOffset.UTC));
        last.set(EVENTS.kind, event.kind());
        Instant ended = event.endedAt();
        last.set(EVENTS.endedAt, ended == null ? null : ended.atOffset(ZoneOffset.UTC));
        return keyset.cursorOf(last);
    }
}
