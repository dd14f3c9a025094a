package io.pgstride.examples.tour.chapters;

import io.pgstride.examples.tour.ChapterResult;
import io.pgstride.examples.tour.Chart;
import io.pgstride.examples.tour.Chart.Line;
import io.pgstride.examples.tour.Chart.Point;
import io.pgstride.examples.tour.Chart.Way;
import io.pgstride.examples.tour.Cost;
import io.pgstride.examples.tour.Numbers;
import io.pgstride.examples.tour.Race;
import io.pgstride.examples.tour.Race.Outcome;
import io.pgstride.examples.tour.Race.Runner;
import io.pgstride.examples.tour.TourContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** Runs races of which some are over something that grows, tells each, and makes them a chapter's result. */
final class GrowingReport {
    private final TourContext tour;
    private final List<Outcome> all = new ArrayList<>();
    private final List<Sized> growing = new ArrayList<>();

    private record Sized(long size, Outcome outcome) {
        Point point(Function<Outcome, Cost> way) {
            return new Point(size, Objects.requireNonNull(way.apply(outcome).millis()));
        }
    }

    GrowingReport(TourContext tour) {
        this.tour = tour;
    }

    /** A race that is a point of the chart. */
    Outcome race(long size, String pattern, Runner slow, Runner fast) {
        Outcome outcome = race(pattern, slow, fast);
        growing.add(new Sized(size, outcome));
        return outcome;
    }

    /** A race that is not. */
    Outcome race(String pattern, Runner slow, Runner fast) {
        return told(new Race(tour.dsl()).run(pattern, slow, fast));
    }

    /** A race that was run elsewhere. */
    Outcome told(Outcome outcome) {
        all.add(outcome);
        tour.console()
                .line("%-50s %s %8s   %s %8s"
                        .formatted(
                                outcome.step().pattern(),
                                outcome.exhibit().slow().way(),
                                time(outcome.step().slow()),
                                outcome.exhibit().fast().way(),
                                time(outcome.step().fast())));
        return outcome;
    }

    /** With the SQL and plans of some of them. */
    ChapterResult result(String finding, String title, String x, List<Outcome> shown) {
        tour.console().line(finding);
        List<Line> lines = List.of(
                line(
                        Way.SLOW,
                        growing.get(0).outcome().exhibit().slow().way(),
                        outcome -> outcome.step().slow()),
                line(
                        Way.FAST,
                        growing.get(0).outcome().exhibit().fast().way(),
                        outcome -> outcome.step().fast()));
        return new ChapterResult(
                finding,
                all.stream().map(Outcome::step).toList(),
                List.of(new Chart(title, x, "ms", lines)),
                shown.stream().map(Outcome::exhibit).toList());
    }

    private Line line(Way way, String name, Function<Outcome, Cost> cost) {
        return new Line(
                name, way, growing.stream().map(sized -> sized.point(cost)).toList());
    }

    static String time(Cost cost) {
        return Numbers.decimal(cost.millis()) + " ms";
    }
}
