package io.pgstride.batching.internal.bulk;

import java.util.function.Function;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/** Reads a field of jOOQ's records, by its place where they are of the table itself. */
public final class RecordValue implements Function<Record, @Nullable Object> {
    private final Field<?> field;
    private final int index;

    /** Of a table's records, or others with such a field. */
    public RecordValue(Table<?> table, Field<?> field) {
        this.field = field;
        this.index = table.indexOf(field);
    }

    @Override
    public @Nullable Object apply(Record row) {
        return index >= 0 && index < row.size() && row.field(index) == field ? row.get(index) : row.get(field);
    }
}
