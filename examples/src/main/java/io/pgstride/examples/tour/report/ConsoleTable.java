package io.pgstride.examples.tour.report;

import io.pgstride.examples.tour.Numbers;
import io.pgstride.examples.tour.Step;
import io.pgstride.examples.tour.TourRun;
import io.pgstride.examples.tour.TourRun.Visit;
import java.util.List;
import java.util.Locale;

/** All chapters as one table of plain text. */
final class ConsoleTable {
    private ConsoleTable() {}

    static String of(TourRun run) {
        StringBuilder table = new StringBuilder().append(System.lineSeparator());
        add(table, List.of("pattern", "slow ms", "fast ms", "ratio", "slow buffers", "fast buffers", "same"));
        for (Visit visit : run.visits()) {
            table.append(String.format(Locale.ROOT, "  %s%n", visit.chapter().title()));
            visit.result().steps().forEach(step -> add(table, cells(step)));
        }
        return table.toString();
    }

    private static List<String> cells(Step step) {
        return List.of(
                "  " + step.pattern(),
                Numbers.decimal(step.slow().millis()),
                Numbers.decimal(step.fast().millis()),
                Numbers.times(step.ratio()),
                Numbers.count(step.slow().buffers()),
                Numbers.count(step.fast().buffers()),
                same(step));
    }

    private static String same(Step step) {
        if (step.sameResult() == null) {
            return "–";
        }
        return step.sameResult() ? "yes" : "NO";
    }

    private static void add(StringBuilder table, List<String> cells) {
        table.append(String.format(Locale.ROOT, "  %-56s %10s %10s %9s %13s %13s  %s%n", cells.toArray()));
    }
}
