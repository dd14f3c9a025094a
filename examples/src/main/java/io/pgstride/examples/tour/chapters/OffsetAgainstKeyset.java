package io.pgstride.examples.tour.chapters;

import static io.pgstride.examples.db.Tables.EVENTS;
import static io.pgstride.pagination.Key.desc;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.noCondition;

import io.pgstride.examples.db.tables.records.EventsRecord;
import io.pgstride.examples.tour.Chapter;
import io.pgstride.examples.tour.ChapterResult;
import io.pgstride.examples.tour.TourContext;
import io.pgstride.pagination.Keyset;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record2;

/** A page of events at rising depth, among all events and among those of the user who has most. */
public final class OffsetAgainstKeyset implements Chapter {
    private static final Keyset<EventsRecord> NEWEST =
            Keyset.of(EVENTS).orderBy(desc(EVENTS.CREATED_AT), desc(EVENTS.ID)).build();

    private static final Long[] DEPTHS = {0L, 1_000L, 10_000L, 100_000L, 500_000L};

    @Override
    public String title() {
        return "OFFSET against keyset at rising depth";
    }

    @Override
    public String why() {
        return """
                OFFSET makes the server find every row before the page and throw it away: a page costs as much as all the \
                pages before it. A keyset page starts at the last row the reader saw and reads only its own rows, at any \
                depth. Both ways here use the same index and return the same %d rows.""".formatted(EventList.PAGE);
    }

    @Override
    public ChapterResult run(TourContext tour) {
        Record2<Long, Integer> heaviest = heaviestUser(tour.dsl());
        long user = heaviest.value1();
        EventList all = new EventList("all events", NEWEST, noCondition(), null);
        EventList one = new EventList("events of user " + user, NEWEST, EVENTS.USER_ID.eq(user), null);
        return DepthReport.of(List.of(
                new DepthWalk(tour, all).walk(DepthWalk.depths(tour.events(), DEPTHS)),
                new DepthWalk(tour, one).walk(DepthWalk.depths(heaviest.value2(), DEPTHS))));
    }

    private static Record2<Long, Integer> heaviestUser(DSLContext dsl) {
        return dsl.select(EVENTS.USER_ID, count())
                .from(EVENTS)
                .groupBy(EVENTS.USER_ID)
                .orderBy(count().desc(), EVENTS.USER_ID)
                .limit(1)
                .fetchSingle();
    }
}
