package io.pgstride.benchmarks.run;

/**
 * What one run of a timed unit did.
 *
 * @param operations how many operations the unit performed; its time is divided by this
 * @param answer what it answered
 */
public record Outcome(long operations, Answer answer) {
    public Outcome {
        if (operations < 1) {
            throw new IllegalArgumentException("A unit must perform at least one operation, not " + operations);
        }
    }

    /** One operation and its answer. */
    public static Outcome one(Answer answer) {
        return new Outcome(1, answer);
    }
}
