package io.pgstride.benchmarks.run;

/**
 * One subject's value of one metric in one round.
 *
 * @param value in the metric's unit
 * @param answer what the subject answered while it was measured
 */
public record Reading(double value, Answer answer) {}
