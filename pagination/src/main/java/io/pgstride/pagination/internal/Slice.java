package io.pgstride.pagination.internal;

import java.util.List;

/**
 * Rows of one page in the ordering's direction, whichever way they were fetched.
 *
 * @param positions one per row
 * @param more whether the query found a row beyond these, in the way it walked
 */
public record Slice<T>(List<T> rows, List<Position> positions, boolean more) {}
