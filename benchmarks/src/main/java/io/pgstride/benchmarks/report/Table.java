package io.pgstride.benchmarks.report;

import io.pgstride.benchmarks.run.Figure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The figures of a case as a table: a line for each subject, a column for each metric, median (smallest–largest). */
public final class Table {
    private Table() {}

    public static String text(String title, List<Figure> figures) {
        List<String> header = new ArrayList<>(List.of(title));
        Map<String, List<String>> lines = new LinkedHashMap<>();
        for (Figure figure : figures) {
            String column = figure.metric() + " [" + figure.unit() + "]";
            if (!header.contains(column)) {
                header.add(column);
            }
            lines.computeIfAbsent(figure.subject(), subject -> new ArrayList<>(List.of(subject)))
                    .add(cell(figure));
        }
        List<List<String>> rows = new ArrayList<>(List.of(header));
        rows.addAll(lines.values());
        return render(rows);
    }

    private static String render(List<List<String>> rows) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream().map(row -> pad(row, widths) + "\n").collect(Collectors.joining("", "\n", "\n"));
    }

    private static String pad(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            String alignment = i == 0 ? "-" : "";
            line.append(("%" + alignment + widths[i] + "s").formatted(row.get(i)))
                    .append("   ");
        }
        return line.toString().stripTrailing();
    }

    private static String cell(Figure figure) {
        String median = number(figure.median());
        return figure.min() == figure.max()
                ? median
                : median + " (" + number(figure.min()) + "–" + number(figure.max()) + ")";
    }

    private static String number(double value) {
        if (value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        int decimals = value >= 1000 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
