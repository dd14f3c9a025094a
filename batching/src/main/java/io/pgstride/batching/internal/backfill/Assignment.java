package io.pgstride.batching.internal.backfill;

import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.UpdateQuery;

/** A column and what it becomes. */
public record Assignment<T>(Field<T> column, Field<T> value) {
    void addTo(UpdateQuery<?> update) {
        update.addValue(column, value);
    }

    Condition changes() {
        return column.isDistinctFrom(value);
    }
}
