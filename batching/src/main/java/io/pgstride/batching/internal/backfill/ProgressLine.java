package io.pgstride.batching.internal.backfill;

import io.pgstride.batching.backfill.Progress;
import java.time.Duration;
import java.util.Locale;

/** Progress in one line. */
public final class ProgressLine {
    private static final int WIDTH = 24;

    private ProgressLine() {}

    /** Without a line break. */
    public static String of(Progress progress) {
        StringBuilder line = new StringBuilder(progress.name());
        progress.fraction().ifPresent(part -> line.append(' ').append(bar(part)));
        line.append(rows(progress));
        if (progress.rowsPerSecond() > 0) {
            line.append(text("  %,d/s", Math.round(progress.rowsPerSecond())));
        }
        progress.eta()
                .ifPresent(left -> line.append("  ").append(duration(left)).append(" left"));
        if (progress.retries() > 0) {
            line.append(text("  %,d retries", progress.retries()));
        }
        progress.waitingFor().ifPresent(reason -> line.append("  waits: ").append(reason));
        progress.ended()
                .ifPresent(end -> line.append("  ")
                        .append(end.name().toLowerCase(Locale.ROOT))
                        .append(" after ")
                        .append(duration(progress.elapsed())));
        return line.toString();
    }

    private static String bar(double part) {
        int done = (int) (part * WIDTH);
        String head = done < WIDTH ? ">" : "";
        return "[" + "=".repeat(done) + head + " ".repeat(WIDTH - done - head.length()) + "] "
                + text("%3d%%", (int) (100 * part));
    }

    private static String rows(Progress progress) {
        return progress.estimatedRows() <= 0 || progress.ended().isPresent()
                ? text("  %,d rows", progress.scanned())
                : text("  %,d of %,d rows", progress.scanned(), progress.estimatedRows());
    }

    private static String duration(Duration time) {
        long seconds = time.toSeconds();
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3600
                ? text("%d min %d s", seconds / 60, seconds % 60)
                : text("%d h %d min", seconds / 3600, seconds % 3600 / 60);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
