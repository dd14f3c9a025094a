package io.pgstride.examples.tour.chapters;

import static io.pgstride.examples.db.Tables.EVENTS;

import io.pgstride.examples.db.tables.records.EventsRecord;
import io.pgstride.examples.tour.Numbers;
import io.pgstride.examples.tour.Race;
import io.pgstride.examples.tour.Race.Outcome;
import io.pgstride.examples.tour.Race.Runner;
import io.pgstride.examples.tour.TourContext;
import io.pgstride.pagination.Cursor;
import io.pgstride.pagination.Keyset;
import io.pgstride.pagination.PageQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jooq.Condition;
import org.jooq.SelectLimitStep;

/** Pages of one list of events at rising depth, by both ways. */
final class DepthWalk {
    static final int PAGE = 50;

    private static final SortedSet<Long> DEPTHS = new TreeSet<>(List.of(0L, 1_000L, 10_000L, 100_000L, 500_000L));
    private static final int DEEPEST_PERCENT = 95;

    private final TourContext tour;
    private final Keyset<EventsRecord> newest;
    private final String list;
    private final Condition filter;
    private final long total;

    DepthWalk(TourContext tour, Keyset<EventsRecord> newest, String list, Condition filter, long total) {
        this.tour = tour;
        this.newest = newest;
        this.list = list;
        this.filter = filter;
        this.total = total;
    }

    /** What the walk measured.
     *
     * @param list what was paged through
     */
    record Walked(String list, List<Stop> stops) {}

    /** One page.
     *
     * @param depth how many rows lie before it
     */
    record Stop(long depth, Outcome outcome) {}

    Walked walk() {
        List<Stop> stops = new ArrayList<>();
        for (long depth : depths(total)) {
            Outcome outcome = page(depth);
            tour.console()
                    .line("%-36s OFFSET %8s ms   keyset %6s ms"
                            .formatted(
                                    label(depth),
                                    Numbers.decimal(outcome.step().slow().millis()),
                                    Numbers.decimal(outcome.step().fast().millis())));
            stops.add(new Stop(depth, outcome));
        }
        return new Walked(list, stops);
    }

    private static SortedSet<Long> depths(long total) {
        long deepest = total * DEEPEST_PERCENT / 100 / PAGE * PAGE;
        SortedSet<Long> depths = new TreeSet<>(DEPTHS.headSet(deepest));
        depths.add(deepest);
        return depths;
    }

    private Outcome page(long depth) {
        SelectLimitStep<EventsRecord> ordered =
                tour.dsl().selectFrom(EVENTS).where(filter).orderBy(EVENTS.CREATED_AT.desc(), EVENTS.ID.desc());
        var offset = ordered.limit(PAGE).offset(depth);
        return new Race(tour.dsl()).run(label(depth), new Runner("OFFSET", offset, offset::fetch), keyset(depth));
    }

    private Runner keyset(long depth) {
        PageQuery<EventsRecord> pages = newest.page(tour.dsl()).where(filter).size(PAGE);
        if (depth == 0) {
            return new Runner("Keyset", pages.firstQuery(), () -> pages.first().rows());
        }
        Cursor cursor = newest.cursorOf(rowBefore(depth));
        return new Runner(
                "Keyset", pages.afterQuery(cursor), () -> pages.after(cursor).rows());
    }

    /** The last row of the page before, which a reader would have seen. */
    private EventsRecord rowBefore(long depth) {
        return tour.dsl()
                .selectFrom(EVENTS)
                .where(filter)
                .orderBy(EVENTS.CREATED_AT.desc(), EVENTS.ID.desc())
                .limit(1)
                .offset(depth - 1)
                .fetchSingle();
    }

    private String label(long depth) {
        return list + (depth == 0 ? ", first page" : ", after %,d rows".formatted(depth));
    }
}
