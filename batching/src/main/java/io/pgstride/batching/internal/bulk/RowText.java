package io.pgstride.batching.internal.bulk;

import org.jspecify.annotations.Nullable;

/** One row's values as text, with errors that name it. */
record RowText<T>(Job<T> job, long number) {

    @Nullable
    String of(Column<T> column, T row) {
        Object value;
        try {
            value = column.value(row);
        } catch (RuntimeException e) {
            throw job.failures().reading(number, column, e);
        }
        if (value == null) {
            if (job.target().nullsFinal() && column.target().notNull()) {
                throw job.failures().missing(number, column);
            }
            return null;
        }
        try {
            return Texts.storable(value);
        } catch (Unencodable e) {
            throw job.failures().unencodable(number, column, value, e);
        }
    }
}
