package io.pgstride.examples.tour.chapters;

import io.pgstride.examples.tour.ChapterResult;
import io.pgstride.examples.tour.Chart;
import io.pgstride.examples.tour.Chart.Line;
import io.pgstride.examples.tour.Chart.Point;
import io.pgstride.examples.tour.Cost;
import io.pgstride.examples.tour.Exhibit;
import io.pgstride.examples.tour.Numbers;
import io.pgstride.examples.tour.Step;
import io.pgstride.examples.tour.chapters.AskedAgain.Times;
import io.pgstride.examples.tour.chapters.StaleRace.Left;
import io.pgstride.examples.tour.chapters.Stampede.Burst;
import io.pgstride.examples.tour.chapters.Stampede.Bursts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Queries spared, stampedes and stale entries, as a chapter's result. */
final class CachingReport {
    private static final Cost NONE = new Cost(null, null);

    private CachingReport() {}

    static ChapterResult of(Times times, List<Bursts> bursts, Left left, Exhibit exhibit) {
        List<Step> steps = new ArrayList<>();
        steps.add(step("results of an assessment, not in the cache", times.query(), times.miss(), times.same()));
        steps.add(step("results of an assessment, in the cache", times.query(), times.hit(), times.same()));
        bursts.forEach(burst -> steps.add(step(
                "asked for by %d at once, until all have them".formatted(burst.askers()),
                burst.naive().took(),
                burst.cached().took(),
                burst.same())));
        steps.add(new Step(
                "%,d rows read while they are changed".formatted(left.rounds()), NONE, NONE, left.staleInCache() == 0));
        return new ChapterResult(finding(times, bursts, left), steps, List.of(chart(bursts)), List.of(exhibit));
    }

    private static Step step(String pattern, Duration slow, Duration fast, boolean same) {
        return new Step(pattern, new Cost(slow, null), new Cost(fast, null), same);
    }

    private static String finding(Times times, List<Bursts> bursts, Left left) {
        Bursts most = bursts.get(bursts.size() - 1);
        return ("A hit takes %s us, the query %s ms. When %d asked at once, the map's users ran %d queries, the cache's %d. Of %,d rows that were"
                        + " read while they were changed, the map had %d stale afterwards, the cache %d.")
                .formatted(
                        Numbers.decimal(times.hit().toNanos() / 1e3),
                        Numbers.decimal(times.query().toNanos() / 1e6),
                        most.askers(),
                        most.naive().queries(),
                        most.cached().queries(),
                        left.rounds(),
                        left.staleInMap(),
                        left.staleInCache());
    }

    private static Chart chart(List<Bursts> bursts) {
        return new Chart(
                "Queries that run when many ask at once for what is not there",
                "askers",
                "queries",
                List.of(
                        line("a map", Chart.Way.SLOW, bursts, Bursts::naive),
                        line("the cache", Chart.Way.FAST, bursts, Bursts::cached)));
    }

    private static Line line(String name, Chart.Way way, List<Bursts> bursts, Function<Bursts, Burst> of) {
        return new Line(
                name,
                way,
                bursts.stream()
                        .map(all -> new Point(all.askers(), of.apply(all).queries()))
                        .toList());
    }
}
