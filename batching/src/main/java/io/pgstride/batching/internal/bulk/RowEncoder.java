package io.pgstride.batching.internal.bulk;

import java.util.List;

/** Writes rows as the binary format of COPY has them. Not thread-safe. */
final class RowEncoder<T> {
    private final List<Column<T>> columns;
    private final Failures failures;
    private final boolean nullsFinal;
    private final boolean numbered;
    private final RowBuffer out;

    /** With each row's number before its columns, or without. */
    RowEncoder(Job<T> job, boolean numbered, RowBuffer out) {
        this.columns = job.columns();
        this.failures = job.failures();
        this.nullsFinal = job.target().nullsFinal();
        this.numbered = numbered;
        this.out = out;
    }

    void encode(T row, long number) {
        out.int16(columns.size() + (numbered ? 1 : 0));
        if (numbered) {
            out.int32(Long.BYTES);
            out.int64(number);
        }
        for (int i = 0; i < columns.size(); i++) {
            encode(row, number, columns.get(i));
        }
    }

    private void encode(T row, long number, Column<T> column) {
        Object value;
        try {
            value = column.value(row);
        } catch (RuntimeException e) {
            throw failures.reading(row, number, column, e);
        }
        if (value == null) {
            out.int32(-1);
            if (nullsFinal && column.target().notNull()) {
                throw failures.missing(number, column);
            }
        } else {
            encode(number, column, value);
        }
    }

    private void encode(long number, Column<T> column, Object value) {
        Encoder encoder = column.encoder();
        try {
            int start = out.begin();
            if (encoder == null) {
                out.utf8(Texts.of(value));
            } else {
                encoder.encode(value, out);
            }
            out.finish(start);
        } catch (Unencodable e) {
            throw failures.unencodable(number, column, value, e);
        }
    }
}
