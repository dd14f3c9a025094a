package io.pgstride.pagination.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The key values of one row and the ordering that they belong to.
 *
 * @param ordering {@link Ordering#fingerprint()}
 * @param values one per key, as its {@link ValueForm} takes them; null for NULL. In a template, what stands for them
 */
public record Position(String ordering, List<@Nullable Object> values) {
    /** Copies the values. */
    public Position {
        values = Collections.unmodifiableList(new ArrayList<>(values));
    }

    @Nullable
    Object value(int key) {
        return values.get(key);
    }
}
