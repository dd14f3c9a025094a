package io.pgstride.examples.tour;

import java.util.List;

/** Lines over a number, both axes logarithmic; the horizontal one begins at nought.
 *
 * @param title what is shown, as a heading
 * @param x what the horizontal axis counts
 * @param unit the unit of the values
 */
public record Chart(String title, String x, String unit, List<Line> lines) {
    public Chart {
        lines = List.copyOf(lines);
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
