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
import io.pgstride.examples.tour.chapters.Bystander.Wait;
import io.pgstride.examples.tour.chapters.DeviceColumn.Sums;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** What the others had to wait, as a chapter's result. */
final class BystanderReport {
    private static final int BUCKETS = 24;

    private BystanderReport() {}

    /**
     * One way to change the table, and what others saw of it.
     *
     * @param took from its begin to its last commit
     * @param waits in the order of their time
     * @param sums of the table after it
     * @param writes that others made meanwhile
     */
    record Way(String name, Duration took, List<Wait> waits, Sums sums, long writes) {
        /** So many percent of the statements waited this long at most. */
        Duration percentile(double percent) {
            List<Duration> sorted = waits.stream().map(Wait::took).sorted().toList();
            return sorted.get((int) Math.ceil(sorted.size() * percent / 100) - 1);
        }

        Duration longest() {
            return percentile(100);
        }

        boolean nothingLost() {
            return sums.writes() == writes;
        }

        @Override
        public String toString() {
            return "%-14s %9s   a bystander's statement: median %9s   p99 %9s   longest %9s"
                    .formatted(name, Numbers.seconds(took), ms(percentile(50)), ms(percentile(99)), ms(longest()));
        }
    }

    static ChapterResult of(long rows, Way alone, Way update, Way backfill, Exhibit exhibit) {
        boolean same = update.sums().devices().compareTo(backfill.sums().devices()) == 0
                && update.nothingLost()
                && backfill.nothingLost();
        String change = "column of %,d rows".formatted(rows);
        List<Step> steps = List.of(
                step(change + ": in all", Way::took, update, backfill, same),
                step(change + ": bystander, p99", way -> way.percentile(99), update, backfill, same),
                step(change + ": bystander, longest wait", Way::longest, update, backfill, same));
        return new ChapterResult(
                finding(alone, update, backfill), steps, List.of(chart(update, backfill)), List.of(exhibit));
    }

    private static Step step(String pattern, Function<Way, Duration> figure, Way slow, Way fast, boolean same) {
        return new Step(pattern, new Cost(figure.apply(slow), null), new Cost(figure.apply(fast), null), same);
    }

    private static String finding(Way alone, Way update, Way backfill) {
        return "Beside one UPDATE of %s, one bystander's statement in a hundred takes %s or more, and the slowest %s. Beside the backfill of %s: %s and %s; beside nobody: %s and %s."
                .formatted(
                        Numbers.seconds(update.took()),
                        ms(update.percentile(99)),
                        ms(update.longest()),
                        Numbers.seconds(backfill.took()),
                        ms(backfill.percentile(99)),
                        ms(backfill.longest()),
                        ms(alone.percentile(99)),
                        ms(alone.longest()));
    }

    private static Chart chart(Way update, Way backfill) {
        Duration longer = update.took().compareTo(backfill.took()) > 0 ? update.took() : backfill.took();
        Duration bucket = longer.dividedBy(BUCKETS);
        return new Chart(
                "A bystander's longest wait, by when its statement was due",
                "seconds since the change began",
                Across.LINEAR,
                "ms",
                List.of(line(update, Chart.Way.SLOW, bucket), line(backfill, Chart.Way.FAST, bucket)));
    }

    private static Line line(Way way, Chart.Way kind, Duration bucket) {
        Map<Long, Double> longest = new TreeMap<>();
        way.waits()
                .forEach(wait ->
                        longest.merge(wait.due().dividedBy(bucket), wait.took().toNanos() / 1e6, Math::max));
        return new Line(
                way.name(),
                kind,
                longest.entrySet().stream()
                        .map(entry -> new Point(entry.getKey() * bucket.toNanos() / 1e9, entry.getValue()))
                        .toList());
    }

    private static String ms(Duration time) {
        return Numbers.decimal(time.toNanos() / 1e6) + " ms";
    }
}
