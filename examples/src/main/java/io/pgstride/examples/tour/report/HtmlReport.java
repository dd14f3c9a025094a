package io.pgstride.examples.tour.report;

import io.pgstride.examples.tour.Numbers;
import io.pgstride.examples.tour.TourRun;
import io.pgstride.examples.tour.TourRun.Surroundings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The run as one page that needs nothing else: no network, no fonts, and no script but for printing. */
final class HtmlReport {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm z", Locale.ENGLISH).withZone(ZoneId.systemDefault());

    private static final String OPEN_ALL_FOR_PRINT =
            "addEventListener('beforeprint', () => document.querySelectorAll('details').forEach(d => d.open = true));";

    private final TourRun run;
    private final Markup page = new Markup();

    private HtmlReport(TourRun run) {
        this.run = run;
    }

    static String of(TourRun run) {
        HtmlReport report = new HtmlReport(run);
        report.page.raw("<!DOCTYPE html>\n").element("html", report::document, "lang", "en");
        return report.page.line().toString();
    }

    private void document() {
        page.line().element("head", this::head).line();
        page.element("body", this::body).line();
    }

    private void head() {
        page.line().empty("meta", "charset", "utf-8").line();
        page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .line();
        page.empty("meta", "name", "color-scheme", "content", "light dark").line();
        page.text("title", "pgstride tour").line();
        page.element("style", () -> page.raw(stylesheet())).line();
    }

    private void body() {
        page.line().element("header", this::header).line();
        page.element("main", this::main).line();
        page.element("script", () -> page.raw(OPEN_ALL_FOR_PRINT)).line();
    }

    private void header() {
        page.line().text("p", "pgstride", "class", "mark").line();
        page.text("h1", "The tour").line();
        page.text(
                        "p",
                        "Each pattern the slow way and the pgstride way, on the same rows of one server.",
                        "class",
                        "lede")
                .line();
        page.element("dl", this::facts, "class", "facts").line();
    }

    private void facts() {
        Surroundings where = run.surroundings();
        fact("Server", where.server(), "shared_buffers " + where.sharedBuffers());
        fact(
                "Rows",
                Numbers.count(where.events()) + " events",
                Numbers.count(where.eventsBytes() / (1024 * 1024)) + " MB without indexes");
        fact("Machine", where.cores() + (where.cores() == 1 ? " core" : " cores"), where.system());
        fact("Java", where.java(), where.javaRuntime());
        fact("Run", DATE.format(run.started()), Numbers.seconds(run.took()) + " with the load");
    }

    private void fact(String name, String value, String more) {
        page.element("div", () -> page.text("dt", name).text("dd", value).text("dd", more, "class", "more"))
                .line();
    }

    private void main() {
        page.line();
        SummaryTable.write(page, run);
        for (int i = 0; i < run.visits().size(); i++) {
            ChapterSection.write(page, i + 1, run.visits().get(i));
        }
    }

    private static String stylesheet() {
        try (InputStream in = HtmlReport.class.getResourceAsStream("page.css")) {
            if (in == null) {
                throw new IllegalStateException("Missing resource page.css");
            }
            return "\n" + new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
