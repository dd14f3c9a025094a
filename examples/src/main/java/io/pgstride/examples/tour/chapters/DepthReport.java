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
                .flatMap(Stop::steps)
                .toList();
        List<Chart> charts = walks.stream().flatMap(DepthReport::charts).toList();
        List<Exhibit> exhibits = walks.stream().map(DepthReport::exhibit).toList();
        return new ChapterResult(finding(walks.get(0)), steps, charts, exhibits);
    }

    private static Stop last(Walked walk) {
        return walk.stops().get(walk.stops().size() - 1);
    }

    /** Of the deepest page; against OR where that was run. */
    private static Exhibit exhibit(Walked walk) {
        Stop deep = last(walk);
        return (deep.or() == null ? deep.offset() : deep.or()).exhibit();
    }

    private static String finding(Walked walk) {
        Stop deep = last(walk);
        Cost or = deep.orCost();
        return "After %,d rows (%s), OFFSET touches %s and takes %s%s. The keyset page touches %s and takes %s; the first page touched %s."
                .formatted(
                        deep.depth(),
                        walk.list(),
                        buffers(deep.offsetCost()),
                        time(deep.offsetCost()),
                        or == null ? "" : ", OR %s and %s".formatted(buffers(or), time(or)),
                        buffers(deep.keysetCost()),
                        time(deep.keysetCost()),
                        Numbers.count(walk.stops().get(0).keysetCost().buffers()));
    }

    private static String buffers(Cost cost) {
        return Numbers.count(cost.buffers()) + " buffers";
    }

    private static String time(Cost cost) {
        return Numbers.decimal(cost.millis()) + " ms";
    }

    private static Stream<Chart> charts(Walked walk) {
        return Stream.of(
                chart(walk, "Time", "ms", Cost::millis),
                chart(walk, "Buffers", "buffers", cost -> cost.buffers() == null ? null : (double) cost.buffers()));
    }

    private static Chart chart(Walked walk, String what, String unit, Function<Cost, @Nullable Double> figure) {
        List<Line> lines = Stream.of(
                        line(walk, "OFFSET", Way.SLOW, Stop::offsetCost, figure),
                        line(walk, "OR", Way.ALSO_SLOW, Stop::orCost, figure),
                        line(walk, "Keyset", Way.FAST, Stop::keysetCost, figure))
                .filter(line -> !line.points().isEmpty())
                .toList();
        return new Chart(
                what + " for a page of " + EventList.PAGE + " of " + walk.list(), "rows before the page", unit, lines);
    }

    private static Line line(
            Walked walk,
            String name,
            Way way,
            Function<Stop, @Nullable Cost> cost,
            Function<Cost, @Nullable Double> figure) {
        return new Line(
                name,
                way,
                walk.stops().stream()
                        .filter(stop -> cost.apply(stop) != null)
                        .map(stop -> new Point(
                                stop.depth(),
                                Objects.requireNonNull(figure.apply(Objects.requireNonNull(cost.apply(stop))))))
                        .toList());
    }
}
