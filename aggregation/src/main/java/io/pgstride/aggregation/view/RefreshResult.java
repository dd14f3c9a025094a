package io.pgstride.aggregation.view;

/**
 * What {@link MaterializedViews#refresh} brought: the view shows what was committed before the call.
 *
 * @param refresh that was run
 * @param shared whether another caller ran it, in this process or another one
 */
public record RefreshResult(RefreshRecord refresh, boolean shared) {}
