package io.pgstride.pagination.internal.plan;

/**
 * A node of a plan that reads or sorts more rows than the page has.
 *
 * @param branch as in {@link io.pgstride.pagination.PlanProblem}
 * @param text the node and its condition, without values
 * @param hard whether the ordering itself is not served; else the page may still be cheap, and the estimated cost decides
 */
record Fault(int branch, String text, boolean hard) {}
