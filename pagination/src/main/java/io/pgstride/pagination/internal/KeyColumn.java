package io.pgstride.pagination.internal;

import io.pgstride.pagination.CursorException;
import io.pgstride.pagination.InvalidOrderingException;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SortField;
import org.jooq.SortOrder;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * One key of a checked ordering.
 *
 * @param field the table's own column
 * @param copy the column's text, where rows must be read with it; see {@link ValueForm}
 */
record KeyColumn(
        Field<?> field,
        boolean descending,
        ValueForm form,
        @Nullable Field<String> copy) {
    /** The key at an index of the ordering, which gives the copy its name. */
    static KeyColumn of(int index, Field<?> field, SortOrder direction, boolean typedByTable) {
        ValueForm form = ValueForm.of(field, typedByTable);
        Field<String> copy = form instanceof ValueForm.AsText
                ? DSL.cast(field, SQLDataType.CLOB).as(DSL.name("pgstride_key_" + index))
                : null;
        return new KeyColumn(field, direction == SortOrder.DESC, form, copy);
    }

    SortField<?> sort(Way way) {
        return field.sort(descending == (way == Way.FORWARD) ? SortOrder.DESC : SortOrder.ASC);
    }

    /** The value in a row of our own query, copy included. */
    Object fetched(Record row) {
        Field<?> column = copy == null ? field : copy;
        return exact(required(row.get(column)));
    }

    /** The value in a user's row, which has no copy. */
    Object given(Record row) {
        if (row.field(field) == null) {
            throw new CursorException("the row has no column " + field + "; a cursor needs every key of the ordering");
        }
        Object value = row.get(field);
        if (value == null) {
            throw new CursorException("the row has no value of key " + field
                    + "; a cursor needs every key of the ordering, so read the row back from the database first");
        }
        return form instanceof ValueForm.AsText ? KeyText.of(field, value) : exact(value);
    }

    private Object exact(Object value) {
        return form instanceof ValueForm.AsRead read ? read.exact(value) : value;
    }

    private Object required(@Nullable Object value) {
        if (value == null) {
            throw new InvalidOrderingException(
                    "key " + field + " is declared NOT NULL, but a row holds NULL; pages would"
                            + " lose such rows: keep them out of the column, or order by another one");
        }
        return value;
    }

    @Override
    public String toString() {
        return field.getUnqualifiedName().quotedName() + (descending ? " desc" : " asc");
    }
}
