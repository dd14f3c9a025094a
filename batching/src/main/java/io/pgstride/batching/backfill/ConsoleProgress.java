package io.pgstride.batching.backfill;

import io.pgstride.batching.internal.backfill.ProgressLine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Progress as a line of text: on a terminal one that is drawn again and again, elsewhere a new one now and then.
 *
 * <pre>{@code
 * events_kind_id [=========>           ]  43%  860,000 of 2,000,000 rows  145,000/s  8 s left
 * }</pre>
 *
 * <p>For one backfill. Whoever waits, and for what, is said at once; the last line says how it ended.
 */
public final class ConsoleProgress implements ProgressListener {
    /** How often the line is drawn on a terminal. */
    public static final Duration REDRAW_EVERY = Duration.ofMillis(100);

    /** How often a line is printed elsewhere. */
    public static final Duration PRINT_EVERY = Duration.ofSeconds(10);

    private final PrintStream out;
    private final boolean redrawing;
    private final Duration every;
    private boolean printed;
    private long last;
    private int width;
    private Optional<String> waitingFor = Optional.empty();

    private ConsoleProgress(PrintStream out, boolean redrawing, Duration every) {
        this.out = Objects.requireNonNull(out, "out");
        this.redrawing = redrawing;
        this.every = Objects.requireNonNull(every, "every");
    }

    /**
     * {@return one that redraws if {@code out} is this process's standard output or error and that is a terminal, and else prints lines}
     *
     * <p>Linux tells by {@code /proc/self/fd}; elsewhere lines are printed, unless {@link #redrawing} is asked for.
     *
     * @param out such as {@link System#out}; not closed
     */
    public static ConsoleProgress on(PrintStream out) {
        boolean terminal = out == System.out ? isTerminal("1") : out == System.err && isTerminal("2");
        return terminal ? redrawing(out) : lines(out, PRINT_EVERY);
    }

    private static boolean isTerminal(String descriptor) {
        try {
            String target =
                    Files.readSymbolicLink(Path.of("/proc/self/fd", descriptor)).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException | SecurityException e) {
            return false;
        }
    }

    /**
     * {@return one that draws its line again and again, whatever {@code out} leads to}
     *
     * @param out a terminal
     */
    public static ConsoleProgress redrawing(PrintStream out) {
        return new ConsoleProgress(out, true, REDRAW_EVERY);
    }

    /**
     * {@return one that prints lines}
     *
     * @param out such as a log
     * @param every how often at most, apart from those that say why it waits and how it ended
     */
    public static ConsoleProgress lines(PrintStream out, Duration every) {
        return new ConsoleProgress(out, false, every);
    }

    @Override
    public void progress(Progress progress) {
        Optional<String> waits = progress.waitingFor().map(ThrottleReason::throttle);
        boolean news = progress.ended().isPresent() || !waits.equals(waitingFor);
        long now = System.nanoTime();
        if (!news && printed && now - last < every.toNanos()) {
            return;
        }
        printed = true;
        last = now;
        waitingFor = waits;
        print(ProgressLine.of(progress), progress.ended().isPresent());
    }

    private void print(String line, boolean ended) {
        if (!redrawing) {
            out.println(line);
            return;
        }
        String blank = " ".repeat(Math.max(0, width - line.length()));
        width = line.length();
        out.print("\r" + line + blank + (ended ? System.lineSeparator() : ""));
        out.flush();
    }
}
