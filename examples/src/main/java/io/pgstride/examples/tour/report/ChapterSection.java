package io.pgstride.examples.tour.report;

import io.pgstride.examples.tour.Chart;
import io.pgstride.examples.tour.Exhibit;
import io.pgstride.examples.tour.Exhibit.Statement;
import io.pgstride.examples.tour.TourRun.Visit;
import java.util.List;

/** One chapter: why, what was found, charts, and the statements behind them. */
final class ChapterSection {
    private final Markup page;
    private final int number;
    private final Visit visit;

    private ChapterSection(Markup page, int number, Visit visit) {
        this.page = page;
        this.number = number;
        this.visit = visit;
    }

    static void write(Markup page, int number, Visit visit) {
        ChapterSection section = new ChapterSection(page, number, visit);
        page.element("section", section::content, "id", "chapter-" + number, "class", "chapter")
                .line();
    }

    private void content() {
        page.line().text("p", "Chapter " + number, "class", "eyebrow").line();
        page.text("h2", visit.chapter().title()).line();
        page.text("p", visit.chapter().why(), "class", "why").line();
        page.text("p", visit.result().finding(), "class", "finding").line();
        page.element("div", this::charts, "class", "charts").line();
        visit.result().exhibits().forEach(this::exhibit);
    }

    private void charts() {
        List<Chart> charts = visit.result().charts();
        for (int i = 0; i < charts.size(); i++) {
            page.line();
            ChartDrawing.draw(page, "chart-" + number + "-" + (i + 1), charts.get(i));
        }
        page.line();
    }

    private void exhibit(Exhibit exhibit) {
        page.element("details", () -> {
                    page.text("summary", "SQL and plans: " + exhibit.title()).line();
                    page.element(
                            "div",
                            () -> {
                                statement("slow", exhibit.slow());
                                statement("fast", exhibit.fast());
                            },
                            "class",
                            "panes");
                })
                .line();
    }

    private void statement(String kind, Statement statement) {
        page.line()
                .element(
                        "section",
                        () -> {
                            page.text("h3", statement.way());
                            lines("sql", statement.sql());
                            if (!statement.plan().isBlank()) {
                                page.text("h4", "Plan");
                                lines("plan", statement.plan());
                            }
                        },
                        "class",
                        "pane " + kind);
    }

    /** Line by line, so that a long line wraps under its own indentation. */
    private void lines(String kind, String text) {
        page.element(
                "pre",
                () -> text.lines().forEach(line -> {
                    int indent = line.length() - line.stripLeading().length();
                    page.text("span", line.strip() + "\n", "style", "--in:" + indent);
                }),
                "class",
                kind,
                "tabindex",
                "0");
    }
}
