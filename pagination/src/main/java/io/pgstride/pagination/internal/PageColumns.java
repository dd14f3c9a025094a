package io.pgstride.pagination.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectFieldOrAsterisk;
import org.jooq.SortField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * What a page's statement selects: the columns of the row, then hidden ones that the row's reader does not see.
 *
 * <p>Hidden are, for each key whose value cannot be taken from the row exactly, its text {@code pgstride_key_n}; and in a
 * UNION ALL, whose ORDER BY can only speak of what is selected, each key that is not a column of the row, {@code pgstride_sort_n}. That
 * one is never looked at, so it is read as an object of any kind.
 *
 * <p>Hidden columns come last and are counted from the end, as {@code *} selects an unknown number.
 */
public final class PageColumns {
    private final List<SelectFieldOrAsterisk> selected = new ArrayList<>();
    private final List<KeyColumn> keys;
    private final List<Place> places = new ArrayList<>();
    private final List<Field<?>> sorts = new ArrayList<>();
    private final @Nullable List<Field<?>> visible;
    private final int hidden;
    private final List<Field<?>> fields;

    /** A column from the front, or from the end of the row. */
    private record Place(int index, boolean fromEnd) {
        int in(int size) {
            return fromEnd ? size - index : index;
        }
    }

    /**
     * For one statement of an ordering.
     *
     * @param visible the columns of the row; null if they are not known
     * @param union whether the ORDER BY must speak of selected columns only
     */
    PageColumns(@Nullable List<Field<?>> visible, List<KeyColumn> keys, boolean union) {
        this.visible = visible;
        this.keys = keys;
        if (visible == null) {
            selected.add(DSL.asterisk());
        } else {
            selected.addAll(visible);
        }
        int copies = (int) keys.stream().filter(key -> !readFromRow(key)).count();
        int unseen = union ? (int) keys.stream().filter(key -> !isVisible(key)).count() : 0;
        hidden = copies + unseen;
        placeKeys();
        if (union) {
            placeSorts();
        }
        List<Field<?>> known = new ArrayList<>();
        selected.forEach(part -> {
            if (part instanceof Field<?> field) {
                known.add(field);
            }
        });
        fields = List.copyOf(known);
    }

    private void placeKeys() {
        int fromEnd = hidden;
        for (int i = 0; i < keys.size(); i++) {
            KeyColumn key = keys.get(i);
            if (readFromRow(key)) {
                places.add(new Place(visibleIndex(key), false));
            } else {
                selected.add(DSL.cast(key.field(), SQLDataType.CLOB).as(DSL.name("pgstride_key_" + i)));
                places.add(new Place(fromEnd--, true));
            }
        }
    }

    private void placeSorts() {
        for (int i = 0; i < keys.size(); i++) {
            KeyColumn key = keys.get(i);
            if (isVisible(key)) {
                sorts.add(DSL.inline(visibleIndex(key) + 1));
            } else {
                Field<?> sort = key.field().coerce(SQLDataType.OTHER).as(DSL.name("pgstride_sort_" + i));
                selected.add(sort);
                sorts.add(visible == null ? DSL.field(sort.getUnqualifiedName()) : DSL.inline(selected.size()));
            }
        }
    }

    private boolean readFromRow(KeyColumn key) {
        return key.form().readable() && isVisible(key);
    }

    private boolean isVisible(KeyColumn key) {
        return visibleIndex(key) >= 0;
    }

    private int visibleIndex(KeyColumn key) {
        return visible == null ? -1 : visible.indexOf(key.field());
    }

    /** The select list. */
    List<SelectFieldOrAsterisk> selected() {
        return selected;
    }

    /** The select list, but for an asterisk. */
    List<Field<?>> fields() {
        return fields;
    }

    /** How many columns at the end the row's reader does not see. */
    int hidden() {
        return hidden;
    }

    /** The ORDER BY over all branches of a UNION ALL. */
    List<SortField<?>> unionSort(Way way) {
        List<SortField<?>> sort = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            sort.add(keys.get(i).sort(sorts.get(i), way));
        }
        return sort;
    }

    /** The key values of the row on which a result stands. */
    @Nullable
    Object[] values(ResultSet row, int width) throws SQLException {
        @Nullable Object[] values = new @Nullable Object[keys.size()];
        for (int i = 0; i < keys.size(); i++) {
            KeyColumn key = keys.get(i);
            int column = places.get(i).in(width) + 1;
            values[i] = key.fetched(
                    places.get(i).fromEnd() ? row.getString(column) : key.form().read(row, column));
        }
        return values;
    }

    /** The key values of a row that the statement read. */
    @Nullable
    Object[] values(Record row) {
        @Nullable Object[] values = new @Nullable Object[keys.size()];
        for (int i = 0; i < keys.size(); i++) {
            values[i] = keys.get(i).fetched(row.get(places.get(i).in(row.size())));
        }
        return values;
    }
}
