package io.pgstride.batching.internal.bulk;

import io.pgstride.batching.bulk.BulkWriteException;
import io.pgstride.batching.bulk.BulkWriteException.Place;
import org.jspecify.annotations.Nullable;

/** Errors of rows that never came to the server. */
record Failures(String table, boolean showValues) {

    /**
     * As the accessor or converter failed.
     *
     * @param given the row itself, which may be why
     */
    BulkWriteException reading(@Nullable Object given, long row, Column<?> column, RuntimeException cause) {
        return new BulkWriteException(
                given == null
                        ? "row " + row + " for " + table + " is null; leave it out"
                        : at(row, column) + "its accessor or converter failed with "
                                + cause.getClass().getName(),
                new Place(table, row, column.name(), null),
                null,
                null,
                cause);
    }

    BulkWriteException missing(long row, Column<?> column) {
        return new BulkWriteException(
                at(row, column)
                        + "null, and the column is NOT NULL; for its default, leave the column out by omitting(...)",
                new Place(table, row, column.name(), null),
                null,
                null,
                null);
    }

    BulkWriteException unencodable(long row, Column<?> column, Object value, Unencodable why) {
        String shown = showValues ? "; the value is " + value : "";
        return new BulkWriteException(
                at(row, column) + why.reason() + shown,
                new Place(table, row, column.name(), value.getClass().getName()),
                null,
                null,
                null);
    }

    private String at(long row, Column<?> column) {
        return "row " + row + " for " + table + ", column " + column.name() + " ("
                + column.target().type() + "): ";
    }
}
