package io.pgstride.examples.tour.report;

import io.pgstride.examples.tour.Chapter;
import io.pgstride.examples.tour.ChapterResult;
import io.pgstride.examples.tour.Chart;
import io.pgstride.examples.tour.Chart.Line;
import io.pgstride.examples.tour.Chart.Point;
import io.pgstride.examples.tour.Chart.Way;
import io.pgstride.examples.tour.Cost;
import io.pgstride.examples.tour.Exhibit;
import io.pgstride.examples.tour.Exhibit.Statement;
import io.pgstride.examples.tour.Step;
import io.pgstride.examples.tour.TourContext;
import io.pgstride.examples.tour.TourRun;
import io.pgstride.examples.tour.TourRun.Surroundings;
import io.pgstride.examples.tour.TourRun.Visit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A run with all that a report can meet: markup in texts, missing figures, ways that disagree. */
final class SampleRun {
    static final String HOSTILE = "<script>alert(\"1 & 2\")</script>";

    private SampleRun() {}

    static TourRun of() {
        return of(List.of(
                new Visit(new Named("OFFSET against keyset"), paging()),
                new Visit(new Named(HOSTILE), new ChapterResult(HOSTILE, List.of(odd()), List.of(), List.of()))));
    }

    /** A chapter with a step for each answer. */
    static TourRun withAnswers(@Nullable Boolean... answers) {
        Cost cost = new Cost(null, 1L);
        List<Step> steps = Stream.of(answers)
                .map(same -> new Step("a step", cost, cost, same))
                .toList();
        return of(List.of(new Visit(new Named("a chapter"), new ChapterResult("", steps, List.of(), List.of()))));
    }

    private static TourRun of(List<Visit> visits) {
        return new TourRun(
                new Surroundings("PostgreSQL 17.1, embedded", "512MB", 1_000_000, 70 << 20, 2, "JDK 17", "VM", "Linux"),
                Instant.parse("2026-11-22T08:00:00Z"),
                Duration.ofSeconds(25),
                visits);
    }

    private static ChapterResult paging() {
        Step step = new Step(
                "all events, after 950,000 rows",
                new Cost(Duration.ofMillis(292), 100_136L),
                new Cost(Duration.ofNanos(312_345), 4L),
                true);
        Chart chart = new Chart(
                "Time for a page",
                "rows before the page",
                "ms",
                List.of(
                        new Line("OFFSET", Way.SLOW, List.of(new Point(0, 0.4), new Point(950_000, 292))),
                        new Line("OR", Way.ALSO_SLOW, List.of(new Point(950_000, 280))),
                        new Line("Keyset", Way.FAST, List.of(new Point(0, 0.4), new Point(950_000, 0.3)))));
        Exhibit exhibit = new Exhibit(
                "all events",
                new Statement("OFFSET", "select 1\n  offset 2", "Limit\n  ->  Index Scan (cost < 3)"),
                new Statement("Keyset", "select " + HOSTILE, "Limit"));
        return new ChapterResult("It is faster.", List.of(step), List.of(chart), List.of(exhibit));
    }

    private static Step odd() {
        return new Step("nothing to time", new Cost(null, null), new Cost(null, 3L), null);
    }

    private record Named(String title) implements Chapter {
        @Override
        public String why() {
            return "Because of " + title;
        }

        @Override
        public ChapterResult run(TourContext tour) {
            throw new UnsupportedOperationException();
        }
    }
}
