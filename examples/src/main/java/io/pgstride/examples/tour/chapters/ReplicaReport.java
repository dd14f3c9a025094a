package io.pgstride.examples.tour.chapters;

import io.pgstride.examples.tour.ChapterResult;
import io.pgstride.examples.tour.Chart;
import io.pgstride.examples.tour.Chart.Across;
import io.pgstride.examples.tour.Chart.Line;
import io.pgstride.examples.tour.Chart.Point;
import io.pgstride.examples.tour.Cost;
import io.pgstride.examples.tour.Exhibit;
import io.pgstride.examples.tour.Numbers;
import io.pgstride.examples.tour.Step;
import io.pgstride.examples.tour.chapters.OwnWrites.Look;
import io.pgstride.examples.tour.chapters.OwnWrites.Looks;
import io.pgstride.examples.tour.chapters.SpreadReads.Laps;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Who served the reads and how long users waited for their own writes, as a chapter's result. */
final class ReplicaReport {
    private static final Duration BUCKET = Duration.ofMillis(250);

    private ReplicaReport() {}

    static ChapterResult of(Laps laps, Looks looks, Exhibit exhibit) {
        Step spread = new Step(
                "%,d reads, served by the replica".formatted(SpreadReads.READS),
                new Cost(laps.primary().took(), null),
                new Cost(laps.routed().took(), null),
                laps.same());
        return new ChapterResult(
                finding(laps, looks),
                List.of(
                        spread,
                        step("own write read back: median", 50, looks),
                        step("own write read back: p99", 99, looks)),
                List.of(chart(looks)),
                List.of(exhibit));
    }

    private static Step step(String pattern, int percent, Looks looks) {
        return new Step(
                pattern,
                new Cost(percentile(looks.naive(), percent), null),
                new Cost(percentile(looks.byToken(), percent), null),
                looks.same());
    }

    private static Duration percentile(List<Look> looks, int percent) {
        List<Duration> sorted = looks.stream().map(Look::took).sorted().toList();
        return sorted.get((int) Math.ceil(sorted.size() * percent / 100.0) - 1);
    }

    private static String finding(Laps laps, Looks looks) {
        return ("Of %,d routed reads the replica served %,d, the primary %,d. While replay stuttered, the first read on the replica missed %,d of"
                        + " %,d own writes; by the token of the commit %,d of %,d were missed, and the slowest was seen after %s ms.")
                .formatted(
                        SpreadReads.READS,
                        laps.routed().onReplica(),
                        SpreadReads.READS - laps.routed().onReplica(),
                        Looks.missed(looks.naive()),
                        looks.naive().size(),
                        Looks.missed(looks.byToken()),
                        looks.byToken().size(),
                        Numbers.decimal(millis(percentile(looks.byToken(), 100))));
    }

    private static Chart chart(Looks looks) {
        return new Chart(
                "Until a user sees their own write, the longest of each quarter of a second",
                "seconds",
                Across.LINEAR,
                "ms",
                List.of(
                        line("asking again", Chart.Way.SLOW, looks.naive()),
                        line("by the token", Chart.Way.FAST, looks.byToken())));
    }

    private static Line line(String name, Chart.Way way, List<Look> looks) {
        Map<Long, Double> longest = new TreeMap<>();
        looks.forEach(look -> longest.merge(look.at().dividedBy(BUCKET), millis(look.took()), Math::max));
        return new Line(
                name,
                way,
                longest.entrySet().stream()
                        .map(entry -> new Point(entry.getKey() * BUCKET.toMillis() / 1e3, entry.getValue()))
                        .toList());
    }

    private static double millis(Duration time) {
        return time.toNanos() / 1e6;
    }
}
