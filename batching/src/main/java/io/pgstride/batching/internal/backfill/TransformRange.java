package io.pgstride.batching.internal.backfill;

import io.pgstride.batching.backfill.RowTransform;
import io.pgstride.core.PgstrideException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.Select;
import org.jooq.Table;

/** Rows are locked and read, changed in Java, and those that differ are written back. */
public record TransformRange<R extends Record>(
        Table<R> table, List<Field<?>> key, Condition where, RowTransform<R> transform) implements BatchStatement {
    @Override
    public int run(DSLContext dsl, Condition range) throws Exception {
        Result<R> rows = dsl.fetch(query(dsl, range));
        List<R> all = List.copyOf(rows);
        if (all.isEmpty()) {
            return 0;
        }
        transform.transform(dsl, all);
        List<R> different = new ArrayList<>();
        Set<Field<?>> columns = new LinkedHashSet<>();
        for (R row : all) {
            List<Field<?>> differing = differing(row);
            if (!differing.isEmpty()) {
                different.add(row);
                columns.addAll(differing);
            }
        }
        return different.isEmpty() ? 0 : new WriteBack(table, key, List.copyOf(columns)).write(dsl, different);
    }

    @Override
    public Select<R> query(DSLContext dsl, Condition range) {
        return dsl.selectFrom(table).where(range).and(where).orderBy(key).forNoKeyUpdate();
    }

    /** Without the columns: that the table has one more changes nothing. What the code does cannot be compared. */
    @Override
    public Select<?> compared(DSLContext dsl) {
        return dsl.selectOne().from(table).where(where);
    }

    private List<Field<?>> differing(Record row) {
        List<Field<?>> differing = new ArrayList<>();
        for (Field<?> field : row.fields()) {
            if (row.changed(field) && !Objects.deepEquals(row.get(field), row.original(field))) {
                differing.add(field);
            }
        }
        for (Field<?> column : key) {
            if (differing.contains(row.field(column))) {
                throw new PgstrideException("a row transform changed key column " + column.getName() + " of "
                        + table.getName() + "; the walk goes by the key, so leave it as it is");
            }
        }
        return differing;
    }

    @Override
    public boolean worksInJava() {
        return true;
    }

    @Override
    public String verb() {
        return "transform";
    }
}
