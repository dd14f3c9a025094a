package io.pgstride.pagination.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.Select;
import org.jooq.SelectOrderByStep;
import org.jooq.SelectUnionStep;
import org.jooq.SelectWhereStep;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.QOM;
import org.jspecify.annotations.Nullable;

/** The statements of one keyset and the reading of their rows. Immutable. */
public final class PageSql<R extends Record> {
    private final Table<?> table;
    private final Ordering ordering;
    private final @Nullable List<Field<?>> visible;
    private final boolean rowsOfTable;
    private final PageColumns single;
    private final PageColumns union;

    /**
     * For a checked ordering of the table.
     *
     * @param selected the columns of the rows; empty for those of the table
     */
    public PageSql(Table<?> table, List<Field<?>> selected, Ordering ordering) {
        this.table = table;
        this.ordering = ordering;
        List<Field<?>> known = selected.isEmpty() ? List.of(table.fields()) : List.copyOf(selected);
        this.visible = known.isEmpty() ? null : known;
        this.rowsOfTable = selected.isEmpty() && visible != null && !(table instanceof QOM.JoinTable<?, ?>);
        this.single = new PageColumns(visible, ordering.columns(), false);
        this.union = new PageColumns(visible, ordering.columns(), true);
    }

    /** The ordering that the statements walk through. */
    public Ordering ordering() {
        return ordering;
    }

    /** The table, join or derived table that is paged. */
    public Table<?> table() {
        return table;
    }

    /**
     * The statement of one page; one row more than the size, to see whether there are more. The limit is a literal: for a bound
     * one, a generic plan assumes a tenth of all rows.
     */
    public Select<?> query(DSLContext dsl, Condition filter, Way way, @Nullable Position from, int size) {
        List<Condition> branches = ordering.beyond(from, way);
        boolean joined = branches.size() > 1;
        PageColumns columns = joined ? union : single;
        SelectUnionStep<?> first = branch(dsl, columns, filter.and(branches.get(0)), way, size);
        return joined ? unionAll(dsl, first, branches, filter, way, size) : first;
    }

    /** Of any record type, as branches are alike. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private Select<?> unionAll(
            DSLContext dsl, SelectUnionStep<?> first, List<Condition> branches, Condition filter, Way way, int size) {
        SelectUnionStep all = first;
        SelectOrderByStep sorted = null;
        for (Condition branch : branches.subList(1, branches.size())) {
            sorted = all.unionAll((Select) branch(dsl, union, filter.and(branch), way, size));
            all = sorted;
        }
        return sorted == null ? all : sorted.orderBy(union.unionSort(way)).limit(DSL.inline(size + 1L));
    }

    private SelectUnionStep<?> branch(DSLContext dsl, PageColumns columns, Condition condition, Way way, int size) {
        SelectWhereStep<?> from = rowsOfTable && columns.hidden() == 0
                ? dsl.selectFrom(table)
                : dsl.select(columns.selected()).from(table);
        return from.where(condition).orderBy(ordering.sort(way)).limit(DSL.inline(size + 1L));
    }

    /** Runs the statement of one page. */
    public Slice<R> fetch(DSLContext dsl, Condition filter, Way way, @Nullable Position from, int size) {
        PageColumns columns = ordering.beyond(from, way).size() > 1 ? union : single;
        Result<?> result = query(dsl, filter, way, from, size).fetch();
        int count = Math.min(result.size(), size);
        List<R> rows = new ArrayList<>(count);
        List<Position> positions = new ArrayList<>(count);
        for (Record read : result.subList(0, count)) {
            rows.add(row(read, columns.hidden()));
            positions.add(new Position(ordering.fingerprint(), columns.values(read)));
        }
        if (way == Way.BACKWARD) {
            Collections.reverse(rows);
            Collections.reverse(positions);
        }
        return new Slice<>(rows, positions, result.size() > size);
    }

    /** Rows are of the table's record type, or of none in particular. */
    @SuppressWarnings("unchecked")
    private R row(Record read, int hidden) {
        if (hidden == 0) {
            return (R) read;
        }
        return (R) (rowsOfTable ? read.into(table) : read.into(visibleOf(read, hidden)));
    }

    private Field<?>[] visibleOf(Record read, int hidden) {
        List<Field<?>> fields = visible == null ? List.of(read.fields()).subList(0, read.size() - hidden) : visible;
        return fields.toArray(Field[]::new);
    }
}
