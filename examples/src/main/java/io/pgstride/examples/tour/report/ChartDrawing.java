package io.pgstride.examples.tour.report;

import io.pgstride.examples.tour.Chart;
import io.pgstride.examples.tour.Chart.Across;
import io.pgstride.examples.tour.Chart.Line;
import io.pgstride.examples.tour.Chart.Point;
import io.pgstride.examples.tour.Chart.Way;
import io.pgstride.examples.tour.Numbers;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** A chart as SVG: colours and type come from the page's style sheet, so it follows light, dark and print. */
final class ChartDrawing {
    private static final int WIDTH = 480;
    private static final int HEIGHT = 300;
    private static final int LEFT = 50;
    private static final int RIGHT = WIDTH - 84;
    private static final int TOP = 34;
    private static final int BOTTOM = HEIGHT - 48;

    private final Markup page;
    private final String id;
    private final Chart chart;
    private final Scale x;
    private final Scale y;

    private ChartDrawing(Markup page, String id, Chart chart) {
        this.page = page;
        this.id = id;
        this.chart = chart;
        this.x = linear()
                ? Scale.linear(values(chart, Point::x), LEFT + 10, RIGHT - 8)
                : Scale.fromNought(values(chart, Point::x), LEFT + 10, RIGHT - 8);
        this.y = Scale.logarithmic(values(chart, Point::y), BOTTOM, TOP);
    }

    private boolean linear() {
        return chart.across() == Across.LINEAR;
    }

    private static DoubleStream values(Chart chart, ToDoubleFunction<Point> figure) {
        return chart.lines().stream().flatMap(line -> line.points().stream()).mapToDouble(figure);
    }

    static void draw(Markup page, String id, Chart chart) {
        ChartDrawing drawing = new ChartDrawing(page, id, chart);
        page.element("figure", () -> {
            page.text("figcaption", chart.title()).line();
            page.element(
                    "svg",
                    drawing::content,
                    "viewBox",
                    "0 0 " + WIDTH + " " + HEIGHT,
                    "role",
                    "img",
                    "aria-labelledby",
                    id + "-title " + id + "-text");
        });
    }

    private void content() {
        page.text("title", chart.title(), "id", id + "-title");
        page.text("desc", inWords(), "id", id + "-text");
        vertical();
        horizontal();
        chart.lines().forEach(this::line);
        labels();
    }

    private String inWords() {
        return chart.lines().stream()
                .map(line -> line.name() + ": "
                        + line.points().stream()
                                .map(point -> Numbers.value(point.y()) + " " + chart.unit() + " at "
                                        + Numbers.brief(point.x()))
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.joining(
                        ". ",
                        (linear() ? "Vertical axis logarithmic, " : "Both axes logarithmic, ") + chart.x() + ". ",
                        "."));
    }

    private void vertical() {
        for (double tick : y.ticks()) {
            String at = number(y.at(tick));
            page.empty("line", "class", "grid", "x1", number(LEFT), "x2", number(RIGHT), "y1", at, "y2", at);
            label("tick end", LEFT - 7, y.at(tick) + 4, Numbers.brief(tick));
        }
        label("axis", 4, TOP - 18, chart.unit() + ", log scale");
    }

    /** Names values from the right, the deepest first, and leaves out those that would run into the last named. */
    private void horizontal() {
        double taken = WIDTH;
        for (int i = x.ticks().size() - 1; i >= 0; i--) {
            double tick = x.ticks().get(i);
            double at = x.at(tick);
            page.empty(
                    "line",
                    "class",
                    "notch",
                    "x1",
                    number(at),
                    "x2",
                    number(at),
                    "y1",
                    number(BOTTOM),
                    "y2",
                    number(BOTTOM + 5));
            if (at < taken - 36) {
                label("tick mid", at, BOTTOM + 19, Numbers.brief(tick));
                taken = at;
            }
        }
        label("axis mid", (LEFT + RIGHT) / 2.0, BOTTOM + 40, chart.x() + (linear() ? "" : ", log scale"));
    }

    private void line(Line line) {
        String points = line.points().stream()
                .map(point -> number(x.at(point.x())) + "," + number(y.at(point.y())))
                .collect(Collectors.joining(" "));
        page.element(
                "g",
                () -> {
                    page.empty("polyline", "points", points);
                    line.points().forEach(point -> marker(line.way(), point));
                },
                "class",
                kind(line));
    }

    private void marker(Way way, Point point) {
        String told = Numbers.value(point.y()) + " " + chart.unit() + " at " + Numbers.brief(point.x());
        double cx = x.at(point.x());
        double cy = y.at(point.y());
        if (way != Way.FAST) {
            page.element(
                    "rect",
                    () -> page.text("title", told),
                    "x",
                    number(cx - 4),
                    "y",
                    number(cy - 4),
                    "width",
                    "8",
                    "height",
                    "8");
        } else {
            page.element("circle", () -> page.text("title", told), "cx", number(cx), "cy", number(cy), "r", "4.5");
        }
    }

    /** Beside the point that names each line, kept apart where these are close together. */
    private void labels() {
        double above = Double.NEGATIVE_INFINITY;
        for (Line line : chart.lines().stream()
                .sorted((a, b) -> Double.compare(naming(b).y(), naming(a).y()))
                .toList()) {
            double at = Math.max(Math.min(y.at(naming(line).y()), BOTTOM - 18), above + 34);
            label("name " + kind(line), RIGHT + 4, at - 1, line.name());
            label(
                    "value " + kind(line),
                    RIGHT + 4,
                    at + 14,
                    Numbers.value(naming(line).y()) + unitAfter());
            above = at;
        }
    }

    private String unitAfter() {
        return chart.unit().length() <= 3 ? " " + chart.unit() : "";
    }

    private Point naming(Line line) {
        return linear()
                ? line.points().stream()
                        .max(Comparator.comparingDouble(Point::y))
                        .orElseThrow()
                : line.points().get(line.points().size() - 1);
    }

    private static String kind(Line line) {
        return switch (line.way()) {
            case SLOW -> "slow";
            case ALSO_SLOW -> "slow also";
            case FAST -> "fast";
        };
    }

    private void label(String kind, double left, double baseline, String text) {
        page.text("text", text, "class", kind, "x", number(left), "y", number(baseline));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
