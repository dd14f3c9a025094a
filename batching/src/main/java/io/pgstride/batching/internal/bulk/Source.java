package io.pgstride.batching.internal.bulk;

import java.util.function.Function;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/** Where a column's values come from. */
public record Source<T>(Field<?> field, Function<? super T, ? extends @Nullable Object> reader) {
    /** The column's name. */
    public String name() {
        return field.getName();
    }
}
