package io.pgstride.examples.tour.chapters;

import static io.pgstride.examples.db.Tables.EVENTS;

import io.pgstride.examples.db.tables.records.EventsRecord;
import io.pgstride.examples.tour.Race.Runner;
import io.pgstride.pagination.Cursor;
import io.pgstride.pagination.Keyset;
import io.pgstride.pagination.PageQuery;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.SelectSeekStepN;
import org.jspecify.annotations.Nullable;

/**
 * A list of events that is paged through, and the ways to a page of it.
 *
 * @param name as the report calls it
 * @param or the rows after a row, written out with OR; null where that way is not run
 */
record EventList(
        String name,
        Keyset<EventsRecord> keyset,
        Condition filter,
        @Nullable Function<EventsRecord, Condition> or) {
    static final int PAGE = 50;

    Runner offset(DSLContext dsl, long depth) {
        var query = ordered(dsl, filter).limit(PAGE).offset(depth);
        return new Runner("OFFSET", query, query::fetch);
    }

    /** After a row; null for the first page. */
    Runner keyset(DSLContext dsl, @Nullable EventsRecord before) {
        PageQuery<EventsRecord> pages = keyset.page(dsl).where(filter).size(PAGE);
        if (before == null) {
            return new Runner("Keyset", pages.firstQuery(), () -> pages.first().rows());
        }
        Cursor cursor = keyset.cursorOf(before);
        return new Runner(
                "Keyset", pages.afterQuery(cursor), () -> pages.after(cursor).rows());
    }

    /** After a row; none on the first page, which has no row before it. */
    @Nullable
    Runner or(DSLContext dsl, @Nullable EventsRecord before) {
        if (or == null || before == null) {
            return null;
        }
        Condition beyond = or.apply(before);
        var query = ordered(dsl, filter.and(beyond)).limit(PAGE);
        return new Runner("OR", query, query::fetch);
    }

    /** The last row of the page before, which a reader would have seen; null at the start. */
    @Nullable
    EventsRecord rowBefore(DSLContext dsl, long depth) {
        return depth == 0
                ? null
                : ordered(dsl, filter).limit(1).offset(depth - 1).fetchSingle();
    }

    private SelectSeekStepN<EventsRecord> ordered(DSLContext dsl, Condition condition) {
        return dsl.selectFrom(EVENTS).where(condition).orderBy(keyset.sortFields());
    }
}
