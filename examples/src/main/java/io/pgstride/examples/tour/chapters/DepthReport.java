package io.pgstride.examples.tour.chapters;

import io.pgstride.examples.tour.ChapterResult;
import io.pgstride.examples.tour.Chart;
import io.pgstride.examples.tour.Chart.Line;
import io.pgstride.examples.tour.Chart.Point;
import io.pgstride.examples.tour.Chart.Way;
import io.pgstride.examples.tour.Cost;
import io.pgstride.examples.tour.Exhibit;
import io.pgstride.examples.tour.Numbers;
import io.pgstride.examples.tour.Step;
import io.pgstride.examples.tour.chapters.DepthWalk.Stop;
import io.pgstride.examples.tour.chapters.DepthWalk.Walked;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The walks as a chapter's result. */
final class DepthReport {
    private DepthReport() {}

    static ChapterResult of(List<Walked> walks) {
        List<Step> steps = walks.stream()
                .flatMap(walk -> walk.stops().stream())
                .map(stop -> stop.outcome().step())
                .toList();
        List<Chart> charts = walks.stream().flatMap(DepthReport::charts).toList();
        List<Exhibit> exhibits =
                walks.stream().map(walk -> last(walk).outcome().exhibit()).toList();
        return new ChapterResult(finding(walks.get(0)), steps, charts, exhibits);
    }

    private static Stop last(Walked walk) {
        return walk.stops().get(walk.stops().size() - 1);
    }

    private static String finding(Walked walk) {
        Step deep = last(walk).outcome().step();
        Step first = walk.stops().get(0).outcome().step();
        return "After %,d rows, OFFSET touches %s buffers and takes %s ms. The keyset page touches %s and takes %s ms; the first page touched %s."
                .formatted(
                        last(walk).depth(),
                        Numbers.count(deep.slow().buffers()),
                        Numbers.decimal(deep.slow().millis()),
                        Numbers.count(deep.fast().buffers()),
                        Numbers.decimal(deep.fast().millis()),
                        Numbers.count(first.fast().buffers()));
    }

    private static Stream<Chart> charts(Walked walk) {
        return Stream.of(
                chart(walk, "Time", "ms", Cost::millis),
                chart(walk, "Buffers", "buffers", cost -> cost.buffers() == null ? null : (double) cost.buffers()));
    }

    private static Chart chart(Walked walk, String what, String unit, Function<Cost, @Nullable Double> figure) {
        return new Chart(
                what + " for a page of " + DepthWalk.PAGE + " of " + walk.list(),
                "rows before the page",
                unit,
                List.of(
                        line(walk, "OFFSET", Way.SLOW, figure.compose(Step::slow)),
                        line(walk, "Keyset", Way.FAST, figure.compose(Step::fast))));
    }

    private static Line line(Walked walk, String name, Way way, Function<Step, @Nullable Double> figure) {
        return new Line(
                name,
                way,
                walk.stops().stream()
                        .map(stop -> new Point(
                                stop.depth(),
                                Objects.requireNonNull(
                                        figure.apply(stop.outcome().step()))))
                        .toList());
    }
}
