package io.pgstride.benchmarks.run;

/**
 * One subject's value of one metric in one round.
 *
 * @param value in the metric's unit; NaN where the metric does not apply to the subject
 * @param answer what the subject answered while it was measured; not compared where the metric does not apply
 */
public record Reading(double value, Answer answer) {
    private static final Reading NONE = new Reading(Double.NaN, Answer.none());

    /** That of a subject to which the metric does not apply, in any round: it gets no figure. */
    public static Reading none() {
        return NONE;
    }

    boolean applies() {
        return !Double.isNaN(value);
    }
}
