package io.pgstride.benchmarks.run;

/**
 * How many rounds a case is run for.
 *
 * @param warmUp rounds that run and are compared but not counted, after what is timed has settled
 * @param measured at least {@value #LEAST}
 */
public record Rounds(int warmUp, int measured) {
    /** Fewer rounds show neither a median nor a spread. */
    public static final int LEAST = 5;

    public Rounds {
        if (warmUp < 1 || measured < LEAST) {
            throw new IllegalArgumentException("A case needs 1 warm-up round and " + LEAST
                    + " measured rounds or more, not " + warmUp + " and " + measured);
        }
    }
}
