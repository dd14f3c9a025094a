package io.pgstride.pagination.internal;

import java.util.ArrayList;
import java.util.List;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jspecify.annotations.Nullable;

/** Rows as jOOQ's records, without the hidden columns. Immutable. */
public final class RecordRows<R extends Record> implements PageRows<R> {
    private final PageSql sql;

    /** For the statements of one keyset. */
    public RecordRows(PageSql sql) {
        this.sql = sql;
    }

    @Override
    public Slice<R> fetch(PageFetch page) {
        Result<?> result = page.query().fetch();
        PageColumns columns = page.columns();
        int count = Math.min(result.size(), page.size());
        List<R> rows = new ArrayList<>(count);
        List<@Nullable Object[]> keys = new ArrayList<>(count);
        for (Record read : result.subList(0, count)) {
            rows.add(row(read, columns.hidden()));
            keys.add(columns.values(read));
        }
        return PageRows.slice(rows, keys, result.size() > count, page.way());
    }

    /** Rows are of the table's record type, or of none in particular. */
    @SuppressWarnings("unchecked")
    private R row(Record read, int hidden) {
        if (hidden == 0) {
            return (R) read;
        }
        return (R) (sql.rowsOfTable() ? read.into(sql.table()) : read.into(visibleOf(read, hidden)));
    }

    private Field<?>[] visibleOf(Record read, int hidden) {
        List<Field<?>> known = sql.visible();
        List<Field<?>> fields = known == null ? List.of(read.fields()).subList(0, read.size() - hidden) : known;
        return fields.toArray(Field[]::new);
    }
}
