package io.pgstride.batching.internal.claim;

import java.util.ArrayList;
import java.util.List;
import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Reads what pgstride needs of claimed rows. */
final class RowReader<R extends Record> {
    private final ClaimSpec<R> claim;
    private final List<Column> keys;
    private final List<Column> order;
    private final @Nullable Column attempts;

    /** By its place in the table's records; less than zero where those are only known by name. */
    private record Column(Field<?> field, int index) {
        static Column of(ClaimSpec<?> claim, Field<?> field) {
            return new Column(field, claim.table().indexOf(field));
        }

        @Nullable
        Object value(Record row) {
            return index < 0 ? row.get(field.getName()) : row.get(index);
        }

        @Nullable
        String text(Record row) {
            return ValueText.of(field, value(row));
        }
    }

    RowReader(ClaimSpec<R> claim) {
        this.claim = claim;
        this.keys = claim.keys().stream().map(key -> Column.of(claim, key)).toList();
        this.order =
                claim.fullOrder().stream().map(field -> Column.of(claim, field)).toList();
        this.attempts = claim.attempts() == null ? null : Column.of(claim, claim.attempts());
    }

    Row<R> row(R row) {
        Object counted = attempts == null ? null : attempts.value(row);
        return new Row<>(row, key(row), counted instanceof Number number ? number.intValue() : 0);
    }

    /** Of what {@link ClaimSql#essentials} reads. */
    @SuppressWarnings("unchecked") // a table without known columns has records of no own type
    Row<R> essential(Record read) {
        R row = claim.table().fields().length == 0 ? (R) read : read.into(claim.table());
        return row(row);
    }

    /** Of a row of the table. */
    List<String> key(Record row) {
        if (keys.size() == 1) {
            return List.of(notNull(keys.get(0), row));
        }
        List<String> key = new ArrayList<>(keys.size());
        for (Column column : keys) {
            key.add(notNull(column, row));
        }
        return key;
    }

    /** The row's place in the order; null if part of it is NULL, of which no row comparison is true. */
    @Nullable
    List<String> place(Record row) {
        List<String> place = new ArrayList<>(order.size());
        for (Column column : order) {
            String text = column.text(row);
            if (text == null) {
                return null;
            }
            place.add(text);
        }
        return place;
    }

    private String notNull(Column column, Record row) {
        String text = column.text(row);
        if (text == null) {
            throw claim.broken(
                    "found NULL in " + column.field().getName() + ", which is in its key; use a key that is NOT NULL");
        }
        return text;
    }
}
