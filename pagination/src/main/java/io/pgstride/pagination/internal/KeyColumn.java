package io.pgstride.pagination.internal;

import io.pgstride.pagination.CursorEncodingException;
import io.pgstride.pagination.InvalidOrderingException;
import io.pgstride.pagination.Key;
import io.pgstride.pagination.Key.Nulls;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SortField;
import org.jooq.SortOrder;
import org.jspecify.annotations.Nullable;

/**
 * One key of a checked ordering.
 *
 * @param field the table's own column, or an expression over its columns
 * @param nulls as declared; null where NULLs stand is PostgreSQL's default and need not be said
 * @param nullable whether rows with NULL are to be expected
 */
public record KeyColumn(
        Field<?> field, boolean descending, @Nullable Nulls nulls, boolean nullable, boolean alone, ValueForm form) {
    /** The key of a column that has been looked up. */
    static KeyColumn of(Key key, Field<?> field, boolean nullable, ValueForm form) {
        Nulls nulls = key.nulls() == Nulls.FIRST || key.nulls() == Nulls.LAST ? key.nulls() : null;
        boolean alone = nullable || key.isLowCardinality();
        return new KeyColumn(field, key.direction() == SortOrder.DESC, nulls, nullable, alone, form);
    }

    /** This key in a segment of its own. */
    KeyColumn onItsOwn() {
        return new KeyColumn(field, descending, nulls, nullable, true, form);
    }

    boolean descending(Way way) {
        return descending == (way == Way.FORWARD);
    }

    /** Whether NULLs come first on the way; asked of nullable keys, which have said it. */
    boolean nullsFirst(Way way) {
        return (nulls == Nulls.FIRST) == (way == Way.FORWARD);
    }

    SortField<?> sort(Field<?> expression, Way way) {
        SortField<?> sort = expression.sort(descending(way) ? SortOrder.DESC : SortOrder.ASC);
        if (nulls == null) {
            return sort;
        }
        return nullsFirst(way) ? sort.nullsFirst() : sort.nullsLast();
    }

    /** {@code field = ?}, or {@code field IS NULL}. */
    Condition equal(@Nullable Object value) {
        return value == null ? field.isNull() : equal(field, form.bind(value));
    }

    /** The Java types are those of the same data type. */
    @SuppressWarnings("unchecked")
    private static <T> Condition equal(Field<T> field, Field<?> value) {
        return field.eq((Field<T>) value);
    }

    /** Checks a value that our own query read. */
    @Nullable
    Object fetched(@Nullable Object value) {
        if (value == null && !nullable) {
            throw new InvalidOrderingException(
                    "key " + this + " is declared NOT NULL, but a row holds NULL; pages would"
                            + " lose such rows: declare it with nullsFirst() or nullsLast(), or keep NULL out of it");
        }
        return value == null ? null : ValueForm.kept(value);
    }

    /** The value in a row that the user holds. */
    @Nullable
    Object given(Record row) {
        Field<?> column = columnIn(row);
        if (column == null) {
            throw new CursorEncodingException(
                    "the row has no column " + this + "; a cursor needs every key of the ordering,"
                            + " so take it from the page that holds the row, by cursor(index)");
        }
        Object value = row.get(column);
        if (value == null && !nullable) {
            throw new CursorEncodingException("the row has no value of key " + this
                    + "; a cursor needs every key of the ordering, so read the row back from the database first");
        }
        if (value == null) {
            return null;
        }
        boolean asRead = form.readable() && value.getClass() == form.type().getType();
        return asRead ? ValueForm.kept(value) : KeyText.of(column, value);
    }

    /** By name only where no other column of the row can be meant. */
    private @Nullable Field<?> columnIn(Record row) {
        List<Field<?>> fields = List.of(row.fields());
        int same = fields.indexOf(field);
        if (same >= 0) {
            return fields.get(same);
        }
        List<Field<?>> named = fields.stream()
                .filter(other -> other.getName().equals(field.getName()) && Names.isColumn(field))
                .toList();
        return named.size() == 1 && Names.sameQualifier(field, named.get(0)) ? named.get(0) : null;
    }

    /** Whether a value from a client is one that a row can have, as far as can be told here. */
    boolean fits(@Nullable String text) {
        return text == null ? nullable : form.accepts(text);
    }

    /** Column or expression and direction, no values. */
    @Override
    public String toString() {
        String placed = nulls == null ? "" : nulls == Nulls.FIRST ? " nulls first" : " nulls last";
        return Names.of(field) + (descending ? " desc" : " asc") + placed;
    }
}
