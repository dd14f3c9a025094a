package io.pgstride.pagination.internal;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs the statement of a page and reads its rows.
 *
 * @param <T> what a row becomes
 */
public interface PageRows<T> {
    /** Blocks for the statement. */
    Slice<T> fetch(PageFetch page);

    /** In the ordering's direction; turns the lists of a statement that walked backward. */
    static <T> Slice<T> slice(List<T> rows, List<@Nullable Object[]> keys, boolean more, Way way) {
        if (way == Way.BACKWARD) {
            Collections.reverse(rows);
            Collections.reverse(keys);
        }
        return new Slice<>(rows, keys, more);
    }
}
