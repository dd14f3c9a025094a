package io.pgstride.pagination.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one page in the ordering's direction, whichever way they were fetched.
 *
 * @param keys the values of each row
 * @param more whether the query found a row beyond these, in the way it walked
 */
public record Slice<T>(List<T> rows, List<@Nullable Object[]> keys, boolean more) {}
