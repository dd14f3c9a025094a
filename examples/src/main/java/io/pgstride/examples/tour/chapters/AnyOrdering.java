package io.pgstride.examples.tour.chapters;

import static io.pgstride.examples.db.Tables.EVENTS;
import static io.pgstride.pagination.Key.asc;
import static io.pgstride.pagination.Key.desc;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;

import io.pgstride.examples.db.PgstrideTour;
import io.pgstride.examples.db.tables.records.EventsRecord;
import io.pgstride.examples.tour.Chapter;
import io.pgstride.examples.tour.ChapterResult;
import io.pgstride.examples.tour.TourContext;
import io.pgstride.examples.tour.chapters.DepthWalk.Walked;
import io.pgstride.pagination.Keyset;
import io.pgstride.pagination.PageQuery;
import java.util.List;
import java.util.SortedSet;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Name;

/** Pages of all events in the orderings that one comparison of rows cannot pass. */
public final class AnyOrdering implements Chapter {
    private static final Keyset<EventsRecord> MIXED =
            Keyset.of(EVENTS).orderBy(desc(EVENTS.CREATED_AT), asc(EVENTS.ID)).build();
    private static final Keyset<EventsRecord> BY_KIND = Keyset.of(EVENTS)
            .orderBy(asc(EVENTS.KIND).lowCardinality(), asc(EVENTS.CREATED_AT), asc(EVENTS.ID))
            .build();
    private static final Keyset<EventsRecord> LONGEST = Keyset.of(EVENTS)
            .orderBy(desc(EVENTS.DURATION_MS).nullsLast(), desc(EVENTS.ID))
            .build();

    private static final Long[] DEPTHS = {0L, 10_000L, 100_000L};

    @Override
    public String title() {
        return "Pages of any ordering";
    }

    @Override
    public String why() {
        return """
                In mixed directions or with NULLs, one comparison of rows cannot say what comes after a row. Written out with \
                OR, as Hibernate, Spring Data and jOOQ's seek do, it is right, but no index condition: the server reads every \
                row before the page, as with OFFSET. pgstride asks one question for each part of the ordering and joins \
                them with UNION ALL; each starts at its place in the index. All ways here have the same index, on \
                (created_at DESC, id), on (kind, created_at, id) and on (duration_ms DESC NULLS LAST, id DESC).""";
    }

    @Override
    public ChapterResult run(TourContext tour) {
        SortedSet<Long> depths = DepthWalk.depths(tour.events(), DEPTHS);
        return DepthReport.of(List.of(
                walk(tour, "events in mixed directions", MIXED, AnyOrdering::afterMixed, depths),
                walk(tour, "events by kind", BY_KIND, AnyOrdering::afterByKind, depths),
                walk(
                        tour,
                        "events by duration, NULLs last",
                        LONGEST,
                        AnyOrdering::afterLongest,
                        DepthWalk.upTo(firstPageWithNull(tour.dsl()), DEPTHS))));
    }

    private static Walked walk(
            TourContext tour,
            String list,
            Keyset<EventsRecord> keyset,
            Function<EventsRecord, Condition> or,
            SortedSet<Long> depths) {
        PageQuery<EventsRecord> pages = keyset.page(tour.dsl());
        pages.checkPlan().ddl().forEach(ddl -> tour.console().line("missing: " + ddl));
        Name index = name(PgstrideTour.PGSTRIDE_TOUR.getName(), "events_any_ordering");
        tour.dsl()
                .createIndex(index.unqualifiedName())
                .on(EVENTS, keyset.sortFields())
                .execute();
        try {
            pages.verifyPlan();
            return new DepthWalk(tour, new EventList(list, keyset, noCondition(), or)).walk(depths);
        } finally {
            // jOOQ 3.19 drops by the name without its schema.
            tour.dsl().execute("DROP INDEX {0}", index);
        }
    }

    private static Condition afterMixed(EventsRecord row) {
        return EVENTS.CREATED_AT
                .lt(row.getCreatedAt())
                .or(EVENTS.CREATED_AT.eq(row.getCreatedAt()).and(EVENTS.ID.gt(row.getId())));
    }

    private static Condition afterByKind(EventsRecord row) {
        Condition sameKind = EVENTS.KIND.eq(row.getKind());
        return EVENTS.KIND
                .gt(row.getKind())
                .or(sameKind.and(EVENTS.CREATED_AT.gt(row.getCreatedAt())))
                .or(sameKind.and(EVENTS.CREATED_AT.eq(row.getCreatedAt())).and(EVENTS.ID.gt(row.getId())));
    }

    /** The row has a duration here. */
    private static Condition afterLongest(EventsRecord row) {
        return EVENTS.DURATION_MS
                .lt(row.getDurationMs())
                .or(EVENTS.DURATION_MS.isNull())
                .or(EVENTS.DURATION_MS.eq(row.getDurationMs()).and(EVENTS.ID.lt(row.getId())));
    }

    /** The depth of the page on which durations end: half of it has none. */
    private static long firstPageWithNull(DSLContext dsl) {
        long values =
                dsl.select(count(EVENTS.DURATION_MS)).from(EVENTS).fetchSingle().value1();
        return values - EventList.PAGE / 2;
    }
}
