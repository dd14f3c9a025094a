package io.pgstride.batching.internal.bulk;

import org.jspecify.annotations.Nullable;

/** Rows' values as text, with errors that name them. Not thread-safe. */
final class RowText<T> {
    private final Failures failures;
    private final boolean nullsFinal;
    private final RowBuffer scratch = new RowBuffer();

    RowText(Job<T> job) {
        this.failures = job.failures();
        this.nullsFinal = job.target().nullsFinal();
    }

    @Nullable
    String of(Column<T> column, T row, long number) {
        Object value;
        try {
            value = column.value(row);
        } catch (RuntimeException e) {
            throw failures.reading(row, number, column, e);
        }
        if (value != null) {
            return text(column, value, number);
        }
        if (nullsFinal && column.target().notNull()) {
            throw failures.missing(number, column);
        }
        return null;
    }

    /** Few rows are held to what many are: what the binary form refuses is refused. */
    private String text(Column<T> column, Object value, long number) {
        try {
            scratch.clear();
            Encoder encoder = column.encoder();
            String text = Texts.of(value);
            if (encoder == null) {
                scratch.utf8(text);
            } else {
                encoder.encode(value, scratch);
            }
            return text;
        } catch (Unencodable e) {
            throw failures.unencodable(number, column, value, e);
        }
    }
}
