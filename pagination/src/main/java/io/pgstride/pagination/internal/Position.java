package io.pgstride.pagination.internal;

import java.util.List;

/**
 * The key values of one row and the ordering that they belong to.
 *
 * @param ordering {@link Ordering#fingerprint()}
 * @param values one per key, as its {@link ValueForm} takes them
 */
public record Position(String ordering, List<Object> values) {
    /** Copies the values. */
    public Position {
        values = List.copyOf(values);
    }
}
