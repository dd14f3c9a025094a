package io.pgstride.benchmarks.report;

import io.pgstride.benchmarks.run.Figure;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes one JSON object a line for each figure, flushed case by case. */
public final class JsonLines implements AutoCloseable {
    private static final MathContext DIGITS = new MathContext(6);

    private final PrintStream stream;
    private final boolean ours;

    private JsonLines(PrintStream stream, boolean ours) {
        this.stream = stream;
        this.ours = ours;
    }

    /** Onto a stream that stays open. */
    public static JsonLines to(PrintStream stream) {
        return new JsonLines(stream, false);
    }

    /** Into a file, emptied first. */
    public static JsonLines to(Path file) throws IOException {
        return new JsonLines(new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8), true);
    }

    /**
     * Writes the lines.
     *
     * @throws IOException if they did not all arrive
     */
    public void write(List<Figure> figures) throws IOException {
        figures.forEach(figure -> stream.print(line(figure) + "\n"));
        if (stream.checkError()) {
            throw new IOException("The figures could not be written");
        }
    }

    @Override
    public void close() {
        if (ours) {
            stream.close();
        }
    }

    static String line(Figure figure) {
        return "{\"scenario\":%s,\"case\":%s,\"subject\":%s,\"metric\":%s,\"unit\":%s,\"median\":%s,\"min\":%s,\"max\":%s,\"rounds\":%d}"
                .formatted(
                        quoted(figure.scenario()),
                        quoted(figure.benchmark()),
                        quoted(figure.subject()),
                        quoted(figure.metric()),
                        quoted(figure.unit()),
                        number(figure.median()),
                        number(figure.min()),
                        number(figure.max()),
                        figure.rounds());
    }

    /** Six significant digits, but never fewer than the whole part has: buffers are exact. */
    private static String number(double value) {
        BigDecimal exact = BigDecimal.valueOf(value);
        boolean large = exact.precision() - exact.scale() > DIGITS.getPrecision();
        BigDecimal rounded = large ? exact.setScale(0, DIGITS.getRoundingMode()) : exact.round(DIGITS);
        return rounded.stripTrailingZeros().toPlainString();
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                json.append('\\').append((char) c);
            } else if (c < ' ') {
                json.append("\\u%04x".formatted(c));
            } else {
                json.append((char) c);
            }
        });
        return json.append('"').toString();
    }
}
