package io.pgstride.batching.internal.backfill;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.val;

import io.pgstride.core.PgstrideException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.RowN;
import org.jooq.Table;
import org.jooq.UpdateQuery;
import org.jooq.impl.DSL;

/** {@code UPDATE t SET a = v.a FROM (VALUES (…), …) v WHERE t.key = v.key}; every row must be found. */
record WriteBack(Table<?> table, List<Field<?>> key, List<Field<?>> columns) {
    /** PostgreSQL's protocol counts the binds of a statement in 16 bits. */
    private static final int MOST_BINDS = 30_000;

    private static final Name NEW = name("pgstride_new");

    int write(DSLContext dsl, List<? extends Record> rows) {
        int most = Math.max(1, MOST_BINDS / (key.size() + columns.size()));
        int written = 0;
        for (int from = 0; from < rows.size(); from += most) {
            written += writeSome(dsl, rows.subList(from, Math.min(rows.size(), from + most)));
        }
        if (written != rows.size()) {
            throw new PgstrideException(written + " of " + rows.size() + " changed rows of " + table.getName()
                    + " were found again by their key; use a key that is unique and whose type jOOQ reads exactly");
        }
        return written;
    }

    private int writeSome(DSLContext dsl, List<? extends Record> rows) {
        List<Field<?>> all = Stream.concat(key.stream(), columns.stream()).toList();
        String[] names = new String[all.size()];
        for (int i = 0; i < names.length; i++) {
            names[i] = "c" + i;
        }
        UpdateQuery<?> update = dsl.updateQuery(table);
        update.addFrom(DSL.values(rows.stream().map(row -> newValues(all, row)).toArray(RowN[]::new))
                .as(NEW.last(), names));
        for (int i = 0; i < all.size(); i++) {
            if (i < key.size()) {
                find(update, all.get(i), names[i]);
            } else {
                set(update, all.get(i), names[i]);
            }
        }
        return update.execute();
    }

    private static <T> void find(UpdateQuery<?> update, Field<T> column, String name) {
        update.addConditions(column.eq(field(name(NEW.last(), name), column.getDataType())));
    }

    private static <T> void set(UpdateQuery<?> update, Field<T> column, String name) {
        update.addValue(column, field(name(NEW.last(), name), column.getDataType()));
    }

    private static RowN newValues(List<Field<?>> fields, Record from) {
        List<Field<?>> values = new ArrayList<>();
        fields.forEach(field -> values.add(value(field, from)));
        return row(values.toArray(Field<?>[]::new));
    }

    private static <T> Field<T> value(Field<T> field, Record from) {
        return val(from.get(field), field);
    }
}
