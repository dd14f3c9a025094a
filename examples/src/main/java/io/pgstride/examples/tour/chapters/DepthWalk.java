package io.pgstride.examples.tour.chapters;

import io.pgstride.examples.db.tables.records.EventsRecord;
import io.pgstride.examples.tour.Cost;
import io.pgstride.examples.tour.Numbers;
import io.pgstride.examples.tour.Race;
import io.pgstride.examples.tour.Race.Outcome;
import io.pgstride.examples.tour.Race.Runner;
import io.pgstride.examples.tour.Step;
import io.pgstride.examples.tour.TourContext;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Pages of one list of events at rising depth, by all its ways. */
final class DepthWalk {
    private static final int DEEPEST_PERCENT = 95;

    private final TourContext tour;
    private final EventList list;

    DepthWalk(TourContext tour, EventList list) {
        this.tour = tour;
        this.list = list;
    }

    /**
     * What the walk measured.
     *
     * @param list what was paged through
     */
    record Walked(String list, List<Stop> stops) {}

    /**
     * One page.
     *
     * @param depth how many rows lie before it
     * @param offset OFFSET against keyset
     * @param or OR against keyset; null where that was not run
     */
    record Stop(long depth, Outcome offset, @Nullable Outcome or) {
        Stream<Step> steps() {
            return Stream.concat(Stream.of(offset), Stream.ofNullable(or)).map(Outcome::step);
        }

        Cost offsetCost() {
            return offset.step().slow();
        }

        @Nullable
        Cost orCost() {
            return or == null ? null : or.step().slow();
        }

        Cost keysetCost() {
            return offset.step().fast();
        }
    }

    /** Some depths, and that of the page behind 95% of so many rows. */
    static SortedSet<Long> depths(long total, Long... some) {
        return upTo(total * DEEPEST_PERCENT / 100 / EventList.PAGE * EventList.PAGE, some);
    }

    /** Some depths, and one that no other exceeds. */
    static SortedSet<Long> upTo(long deepest, Long... some) {
        SortedSet<Long> depths = new TreeSet<>(new TreeSet<>(List.of(some)).headSet(deepest));
        depths.add(deepest);
        return depths;
    }

    Walked walk(SortedSet<Long> depths) {
        List<Stop> stops = new ArrayList<>();
        for (long depth : depths) {
            Stop stop = stop(depth);
            tell(stop);
            stops.add(stop);
        }
        return new Walked(list.name(), stops);
    }

    private Stop stop(long depth) {
        Race race = new Race(tour.dsl());
        EventsRecord before = list.rowBefore(tour.dsl(), depth);
        Runner offset = list.offset(tour.dsl(), depth);
        Runner or = list.or(tour.dsl(), before);
        Runner keyset = list.keyset(tour.dsl(), before);
        return new Stop(
                depth,
                race.run(label(depth), offset, keyset),
                or == null ? null : race.run(label(depth) + ", by OR", or, keyset));
    }

    private void tell(Stop stop) {
        Cost or = stop.orCost();
        tour.console()
                .line("%-52s OFFSET %7s ms%s   keyset %6s ms"
                        .formatted(
                                label(stop.depth()),
                                Numbers.decimal(stop.offsetCost().millis()),
                                or == null ? "" : "   OR %7s ms".formatted(Numbers.decimal(or.millis())),
                                Numbers.decimal(stop.keysetCost().millis())));
    }

    private String label(long depth) {
        return list.name() + (depth == 0 ? ", first page" : ", after %,d rows".formatted(depth));
    }
}
