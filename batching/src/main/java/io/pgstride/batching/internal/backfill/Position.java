package io.pgstride.batching.internal.backfill;

import java.util.List;

/**
 * A key's values as PostgreSQL prints them, which its input functions read back to the same values, whatever the type.
 *
 * @param values one for each column of the key; none is null
 */
public record Position(List<String> values) {
    /** An immutable copy. */
    public Position {
        values = List.copyOf(values);
    }

    static Position of(String... values) {
        return new Position(List.of(values));
    }

    String[] toArray() {
        return values.toArray(String[]::new);
    }

    /** Without the values, which belong in no log. */
    @Override
    public String toString() {
        return "Position[" + values.size() + " values]";
    }
}
