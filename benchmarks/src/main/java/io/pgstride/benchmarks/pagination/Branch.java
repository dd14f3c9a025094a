package io.pgstride.benchmarks.pagination;

import java.util.List;
import java.util.Objects;

/** A condition on events and the columns whose values at the cursor it takes, in order. */
record Branch(String condition, List<Column> columns) {

    static Branch of(String condition, Column... columns) {
        return new Branch(condition, List.of(columns));
    }

    /** Appends the values of its columns; none is null. */
    void bind(Event cursor, List<Object> values) {
        for (Column column : columns) {
            values.add(Objects.requireNonNull(column.bindOf(cursor), column::sql));
        }
    }
}
