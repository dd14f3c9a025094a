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
import io.pgstride.examples.tour.chapters.RefreshRace.Heat;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** What refreshes took, as a chapter's result. */
final class RefreshReport {
    private RefreshReport() {}

    /** Of so many rows; the last of the newest and those of all days are as many. */
    static ChapterResult of(long rows, List<Heat> newest, Heat scattered, Duration writeWithout, Exhibit exhibit) {
        List<Step> steps = Stream.concat(newest.stream(), Stream.of(scattered))
                .map(heat -> new Step(
                        "%,d of %,d rows changed, %s".formatted(heat.changed(), rows, heat.which()),
                        new Cost(heat.view(), null),
                        new Cost(heat.summary(), null),
                        heat.same()))
                .toList();
        Chart chart = new Chart(
                "A refresh of the numbers by kind and day, by how many of the newest rows changed",
                "rows changed",
                "ms",
                List.of(
                        line("materialized view", Way.SLOW, newest, Heat::view),
                        line("summary table", Way.FAST, newest, Heat::summary)));
        Heat most = newest.get(newest.size() - 1);
        return new ChapterResult(finding(rows, most, scattered, writeWithout), steps, List.of(chart), List.of(exhibit));
    }

    private static Line line(String name, Way way, List<Heat> heats, Function<Heat, Duration> time) {
        return new Line(
                name,
                way,
                heats.stream()
                        .map(heat -> new Point(heat.changed(), RefreshRace.ms(time.apply(heat))))
                        .toList());
    }

    private static String finding(long rows, Heat newest, Heat scattered, Duration writeWithout) {
        return ("After the newest %,d of %,d rows changed, a refresh of the view takes %s, of the summary %s; after as many of all days %s and %s."
                        + " A statement that changes up to a hundred rows takes %s with the summary's triggers, %s without.")
                .formatted(
                        newest.changed(),
                        rows,
                        ms(newest.view()),
                        ms(newest.summary()),
                        ms(scattered.view()),
                        ms(scattered.summary()),
                        ms(newest.write()),
                        ms(writeWithout));
    }

    private static String ms(Duration time) {
        return Numbers.decimal(RefreshRace.ms(time)) + " ms";
    }
}
