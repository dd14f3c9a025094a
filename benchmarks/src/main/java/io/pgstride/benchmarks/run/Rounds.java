package io.pgstride.benchmarks.run;

/**
 * How many rounds a case is run for.
 *
 * @param measured at least {@value #LEAST}, after what is timed has been warmed up
 */
public record Rounds(int measured) {
    /** Fewer rounds show neither a median nor a spread. */
    public static final int LEAST = 5;

    public Rounds {
        if (measured < LEAST) {
            throw new IllegalArgumentException("A case needs " + LEAST + " rounds or more, not " + measured);
        }
    }
}
