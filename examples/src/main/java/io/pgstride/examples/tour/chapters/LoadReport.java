package io.pgstride.examples.tour.chapters;

import io.pgstride.examples.tour.ChapterResult;
import io.pgstride.examples.tour.Chart;
import io.pgstride.examples.tour.Chart.Line;
import io.pgstride.examples.tour.Chart.Point;
import io.pgstride.examples.tour.Chart.Way;
import io.pgstride.examples.tour.Cost;
import io.pgstride.examples.tour.Exhibit;
import io.pgstride.examples.tour.Step;
import io.pgstride.examples.tour.chapters.LoadRace.Heat;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What writing took, as a chapter's result. */
final class LoadReport {
    private static final String OURS = "COPY";

    private LoadReport() {}

    static ChapterResult of(List<Heat> inserts, Heat upsert, List<Exhibit> exhibits) {
        List<Step> steps = new ArrayList<>();
        inserts.forEach(heat -> steps.addAll(steps("%,d rows inserted".formatted(heat.rows()), heat)));
        steps.addAll(steps("%,d rows brought up to date".formatted(upsert.rows()), upsert));
        Chart chart = new Chart(
                "Rows written in a second, by how many there are",
                "rows to write",
                "rows/s",
                Stream.of(
                                line(inserts, "loop", Way.SLOW),
                                line(inserts, "batch", Way.ALSO_SLOW),
                                line(inserts, OURS, Way.FAST))
                        .filter(line -> !line.points().isEmpty())
                        .toList());
        return new ChapterResult(finding(inserts, upsert), steps, List.of(chart), exhibits);
    }

    /** Each other way against ours. */
    private static List<Step> steps(String what, Heat heat) {
        return heat.times().keySet().stream()
                .filter(way -> !way.equals(OURS))
                .map(way -> new Step(
                        what + ", " + (way.equals("batch") ? "by JDBC batch" : "one by one"),
                        new Cost(heat.time(way), null),
                        new Cost(heat.time(OURS), null),
                        heat.same()))
                .toList();
    }

    private static Line line(List<Heat> heats, String name, Way way) {
        return new Line(
                name,
                way,
                heats.stream()
                        .filter(heat -> heat.times().containsKey(name))
                        .map(heat -> new Point(heat.rows(), Math.rint(heat.perSecond(name))))
                        .toList());
    }

    private static String finding(List<Heat> inserts, Heat upsert) {
        Heat looped = inserts.stream()
                .filter(heat -> heat.times().containsKey("loop"))
                .reduce((before, last) -> last)
                .orElseThrow();
        Heat most = inserts.get(inserts.size() - 1);
        return "One by one %s rows a second are inserted, by JDBC batch %s, by COPY %s. Rows that may be there already: by batch %s, by COPY %s."
                .formatted(
                        LoadRace.rate(looped, "loop"),
                        LoadRace.rate(most, "batch"),
                        LoadRace.rate(most, OURS),
                        LoadRace.rate(upsert, "batch"),
                        LoadRace.rate(upsert, OURS));
    }
}
