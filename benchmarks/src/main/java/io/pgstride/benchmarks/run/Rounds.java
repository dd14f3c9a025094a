package io.pgstride.benchmarks.run;

/**
 * How many rounds a case is run for.
 *
 * @param measured at least {@code least}, after what is timed has been warmed up
 * @param least below which it shows nothing
 */
public record Rounds(int measured, int least) {
    /** Fewer rounds show neither a median nor a spread. */
    public static final int LEAST = 5;

    public Rounds {
        if (measured < least) {
            throw new IllegalArgumentException("A case needs " + least + " rounds or more, not " + measured);
        }
    }

    /** Of something that is measured. */
    public Rounds(int measured) {
        this(measured, LEAST);
    }

    /** Of something that is broken and mended each time, which takes seconds, so that a smoke run has few of them. */
    public static Rounds ofFaults(int times) {
        return new Rounds(times, 1);
    }
}
