package io.pgstride.aggregation.summary;

/**
 * What a refresh did.
 *
 * @param changes how many queued changes it took; what follows is 0 with it
 * @param groups how many groups they were of, counted once for each batch
 * @param busy whether it stopped because another session was refreshing
 */
public record SummaryRefresh(long changes, long groups, boolean busy) {}
