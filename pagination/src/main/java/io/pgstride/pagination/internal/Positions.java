package io.pgstride.pagination.internal;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The positions of a page's rows, each made when it is asked for: of most pages that is one.
 *
 * @param ordering {@link Ordering#fingerprint()}
 * @param keys of each row; not to be changed any more
 */
public record Positions(String ordering, List<@Nullable Object[]> keys) {
    /** That of one row. */
    public Position at(int row) {
        return new Position(ordering, Arrays.asList(keys.get(row)));
    }
}
