package io.pgstride.benchmarks.pagination;

import static io.pgstride.benchmarks.pagination.Events.EVENTS;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneOffset;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.impl.DSL;

/** Pages by jOOQ's own {@code seek()}. */
final class JooqSeekPages implements PageSubject {
    private final Connection connection;
    private final DSLContext dsl;
    private final int size;

    JooqSeekPages(Connection connection, int size) {
        this.connection = connection;
        this.dsl = DSL.using(connection, SQLDialect.POSTGRES);
        this.size = size;
    }

    @Override
    public EventPage first() {
        return EventPage.of(firstQuery().fetch(EVENTS::event), size);
    }

    @Override
    public EventPage at(Place place) {
        return EventPage.of(queryAfter(place.after()).fetch(EVENTS::event), size);
    }

    @Override
    public long buffersOfFirst() {
        return Buffers.of(dsl, firstQuery());
    }

    @Override
    public long buffersAt(Place place) {
        return Buffers.of(dsl, queryAfter(place.after()));
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private Select<Record> firstQuery() {
        return dsl.selectFrom(EVENTS)
                .orderBy(EVENTS.createdAt.desc(), EVENTS.id.desc())
                .limit(size + 1);
    }

    private Select<Record> queryAfter(Event last) {
        return dsl.selectFrom(EVENTS)
                .orderBy(EVENTS.createdAt.desc(), EVENTS.id.desc())
                .seek(last.createdAt().atOffset(ZoneOffset.UTC), last.id())
                .limit(size + 1);
    }
}
