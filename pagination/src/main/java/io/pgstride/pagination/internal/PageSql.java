package io.pgstride.pagination.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.SelectQuery;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The statements of one keyset and the reading of their rows. Immutable. */
public final class PageSql<R extends Record> {
    private final Table<R> table;
    private final Ordering ordering;
    private final List<Field<String>> copies;

    /** For a checked ordering of the table. */
    public PageSql(Table<R> table, Ordering ordering) {
        this.table = table;
        this.ordering = ordering;
        List<Field<String>> copied = new ArrayList<>();
        for (KeyColumn column : ordering.columns()) {
            if (column.copy() != null) {
                copied.add(column.copy());
            }
        }
        this.copies = List.copyOf(copied);
    }

    /** The ordering that the statements walk through. */
    public Ordering ordering() {
        return ordering;
    }

    /**
     * The statement of one page; one row more than the size, to see whether there are more. The limit is a literal: for a bound
     * one, a generic plan assumes a tenth of all rows.
     */
    public SelectQuery<?> query(DSLContext dsl, Condition filter, Way way, @Nullable Position from, int size) {
        SelectQuery<?> query = copies.isEmpty() ? dsl.selectQuery(table) : withCopies(dsl);
        query.addConditions(filter);
        if (from != null) {
            query.addConditions(SeekPredicate.beyond(ordering, from, way));
        }
        query.addOrderBy(ordering.sort(way));
        query.addLimit(DSL.inline(size + 1L));
        return query;
    }

    /** Runs the statement of one page. */
    public Slice<R> fetch(DSLContext dsl, Condition filter, Way way, @Nullable Position from, int size) {
        Result<?> result = query(dsl, filter, way, from, size).fetch();
        int count = Math.min(result.size(), size);
        List<R> rows = new ArrayList<>(count);
        List<Position> positions = new ArrayList<>(count);
        for (Record read : result.subList(0, count)) {
            rows.add(row(read));
            positions.add(ordering.fetched(read));
        }
        if (way == Way.BACKWARD) {
            Collections.reverse(rows);
            Collections.reverse(positions);
        }
        return new Slice<>(rows, positions, result.size() > size);
    }

    private SelectQuery<Record> withCopies(DSLContext dsl) {
        SelectQuery<Record> query = dsl.selectQuery();
        if (table.fields().length == 0) {
            query.addSelect(DSL.asterisk());
        } else {
            query.addSelect(table.fields());
        }
        query.addSelect(copies);
        query.addFrom(table);
        return query;
    }

    /** A table without known fields is a {@code Table<Record>}; any record will do for it. */
    @SuppressWarnings("unchecked")
    private R row(Record read) {
        if (copies.isEmpty()) {
            return (R) read;
        }
        if (table.fields().length > 0) {
            return read.into(table);
        }
        int visible = read.size() - copies.size();
        return (R) read.into(List.of(read.fields()).subList(0, visible).toArray(Field[]::new));
    }
}
