package io.pgstride.examples.tour;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Tells on the console what the tour is doing, a line at a time so that it also reads well in a log. */
public final class TourConsole {
    private final PrintStream out;

    public TourConsole(PrintStream out) {
        this.out = out;
    }

    /** A line of its own, such as a chapter's title. */
    public void heading(String text) {
        out.println();
        out.println(text);
        out.flush();
    }

    /** Something that has ended, what it handled, and how long it took. */
    public void done(String phase, String what, Duration took) {
        line(String.format(Locale.ROOT, "%-16s %-46s %9s", phase, what, Numbers.seconds(took)));
    }

    /** One indented line. */
    public void line(String text) {
        out.println("  " + text.stripTrailing());
        out.flush();
    }

    /** Several lines as they are. */
    public void print(String text) {
        out.println(text);
        out.flush();
    }
}
