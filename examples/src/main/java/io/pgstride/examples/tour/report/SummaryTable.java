package io.pgstride.examples.tour.report;

import io.pgstride.examples.tour.Numbers;
import io.pgstride.examples.tour.Step;
import io.pgstride.examples.tour.TourRun;
import io.pgstride.examples.tour.TourRun.Visit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every step in one table. Roles are spelled out because the style sheet restacks the rows on a phone. */
final class SummaryTable {
    private final Markup page;
    private final TourRun run;

    private SummaryTable(Markup page, TourRun run) {
        this.page = page;
        this.run = run;
    }

    static void write(Markup page, TourRun run) {
        SummaryTable table = new SummaryTable(page, run);
        page.element("section", table::section, "id", "summary").line();
    }

    private void section() {
        page.line().text("h2", "Summary").line();
        verdict();
        page.element("table", this::table, "role", "table").line();
        page.text(
                        "p",
                        "Time is the median of interleaved runs, as the client sees it; what changes a whole table ran"
                                + " once each way. Buffers are the 8 kB pages one run"
                                + " touched, by EXPLAIN (ANALYZE, BUFFERS): unlike time, they do not depend on how busy the"
                                + " machine is.",
                        "class",
                        "note")
                .line();
    }

    private void verdict() {
        long apart = run.disagreements().count();
        page.text("p", words(apart), "class", apart == 0 ? "verdict good" : "verdict bad");
        page.line();
    }

    private String words(long apart) {
        List<Step> steps = run.visits().stream()
                .flatMap(visit -> visit.result().steps().stream())
                .toList();
        long compared = steps.stream().filter(step -> step.sameResult() != null).count();
        long others = steps.size() - compared;
        if (compared == 0) {
            return "No step was compared.";
        }
        String rest = others == 0 ? "" : "; " + steps(others) + (others == 1 ? " was" : " were") + " not compared";
        return apart == 0
                ? "Both ways gave the same answer in " + steps(compared) + rest + "."
                : "Two ways gave different answers in " + steps(apart) + " of " + compared + rest + ".";
    }

    private static String steps(long count) {
        return count + (count == 1 ? " step" : " steps");
    }

    private void table() {
        page.line().element("thead", this::head, "role", "rowgroup").line();
        for (int i = 0; i < run.visits().size(); i++) {
            int number = i + 1;
            page.element("tbody", () -> chapter(number, run.visits().get(number - 1)), "role", "rowgroup")
                    .line();
        }
    }

    private void head() {
        page.element(
                "tr",
                () -> {
                    page.text("th", "Pattern", "role", "columnheader", "scope", "col");
                    column("slow", "Slow way", "ms");
                    column("fast", "pgstride", "ms");
                    column("ratio", "Ratio", "of times");
                    column("slow", "Slow way", "buffers");
                    column("fast", "pgstride", "buffers");
                    column("same", "Answer", "both ways");
                },
                "role",
                "row");
    }

    private void column(String kind, String name, String unit) {
        page.element(
                "th",
                () -> page.text(name).text(" ").text("span", unit),
                "role",
                "columnheader",
                "scope",
                "col",
                "class",
                kind);
    }

    private void chapter(int number, Visit visit) {
        page.line()
                .element(
                        "tr",
                        () -> page.element(
                                "th",
                                () -> page.text(
                                        "a", number + ". " + visit.chapter().title(), "href", "#chapter-" + number),
                                "role",
                                "rowheader",
                                "scope",
                                "rowgroup",
                                "colspan",
                                "7"),
                        "role",
                        "row",
                        "class",
                        "group");
        visit.result().steps().forEach(step -> {
            page.line();
            page.element("tr", () -> step(step), "role", "row");
        });
        page.line();
    }

    private void step(Step step) {
        page.text("th", step.pattern(), "role", "rowheader", "scope", "row");
        cell("slow ms", Numbers.decimal(step.slow().millis()), " ms");
        cell("fast ms", Numbers.decimal(step.fast().millis()), " ms");
        cell("ratio", Numbers.times(step.ratio()), "");
        cell("slow", Numbers.count(step.slow().buffers()), " buffers");
        cell("fast", Numbers.count(step.fast().buffers()), " buffers");
        page.text(
                "td",
                same(step.sameResult()),
                "role",
                "cell",
                "class",
                Boolean.FALSE.equals(step.sameResult()) ? "same bad" : "same");
    }

    private void cell(String kind, String value, String unit) {
        String given = value.equals(Numbers.decimal(null)) ? kind + " none" : kind;
        page.text("td", value, "role", "cell", "class", given, "data-unit", unit);
    }

    private static String same(@Nullable Boolean same) {
        if (same == null) {
            return "–";
        }
        return same ? "same" : "differs";
    }
}
