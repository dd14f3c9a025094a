package io.pgstride.benchmarks.pagination;

import static io.pgstride.benchmarks.pagination.Events.EVENTS;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.SortField;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Pages by jOOQ's own {@code seek()}. */
final class JooqSeekPages implements PageSubject {
    private final Connection connection;
    private final DSLContext dsl;
    private final int size;
    private final Ordering ordering;
    private final List<SortField<?>> sortFields;

    JooqSeekPages(Connection connection, int size, Ordering ordering) {
        this.connection = connection;
        this.dsl = DSL.using(connection, SQLDialect.POSTGRES);
        this.size = size;
        this.ordering = ordering;
        this.sortFields = ordering.terms().stream()
                .<SortField<?>>map(JooqSeekPages::sortField)
                .toList();
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

    private static SortField<?> sortField(SortTerm term) {
        SortField<?> field = term.descending()
                ? term.column().field().desc()
                : term.column().field().asc();
        return term.column().nullable() ? field.nullsLast() : field;
    }

    private Select<Record> firstQuery() {
        return dsl.selectFrom(EVENTS).orderBy(sortFields).limit(size + 1);
    }

    private Select<Record> queryAfter(Event last) {
        @Nullable
        Object[] values = ordering.terms().stream()
                .map(term -> term.column().bindOf(last))
                .toArray();
        return dsl.selectFrom(EVENTS).orderBy(sortFields).seek(values).limit(size + 1);
    }
}
