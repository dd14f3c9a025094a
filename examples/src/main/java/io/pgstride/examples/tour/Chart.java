package io.pgstride.examples.tour;

import java.util.List;

/** Lines over a number that begins at nought; the values' axis is logarithmic.
 *
 * @param title what is shown, as a heading
 * @param x what the horizontal axis counts
 * @param across what the horizontal axis is like
 * @param unit the unit of the values
 */
public record Chart(String title, String x, Across across, String unit, List<Line> lines) {
    public Chart {
        lines = List.copyOf(lines);
    }

    /** A chart with two logarithmic axes. */
    public Chart(String title, String x, String unit, List<Line> lines) {
        this(title, x, Across.LOGARITHMIC, unit, lines);
    }

    /** What a horizontal axis is like. */
    public enum Across {
        LOGARITHMIC,
        /** Of time: a line is named by its highest point, not by its last. */
        LINEAR
    }

    /** The points of one way, from left to right. */
    public record Line(String name, Way way, List<Point> points) {
        public Line {
            points = List.copyOf(points);
        }
    }

    /** One measurement. */
    public record Point(double x, double y) {}

    /** Which of the ways a line is; gives colour and marker. */
    public enum Way {
        SLOW,
        /** Another slow way, beside the first. */
        ALSO_SLOW,
        FAST
    }
}
