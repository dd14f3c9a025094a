package io.pgstride.pagination.internal;

import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.SelectOrderByStep;
import org.jooq.SelectUnionStep;
import org.jooq.SelectWhereStep;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.QOM;
import org.jspecify.annotations.Nullable;

/** The statements of one keyset. Immutable. */
public final class PageSql {
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

    /** The columns of the rows; null if they are not known. */
    @Nullable
    List<Field<?>> visible() {
        return visible;
    }

    /** Whether rows are of the table's record type. */
    boolean rowsOfTable() {
        return rowsOfTable;
    }

    /** The table, with all that is in it if it is a query, and the ordering; not for people. */
    public String orderingInFull(DSLContext dsl) {
        return ordering.fingerprint()
                + '\n'
                + FullText.of(dsl, DSL.selectOne().from(table).orderBy(ordering.sort(Way.FORWARD)));
    }

    /** A filter with all bind values; not for people. */
    public static String filterInFull(DSLContext dsl, Condition filter) {
        return FullText.of(dsl, filter);
    }

    /**
     * The statement of one page; one row more than the size, to see whether there are more. The limit is a literal: for a bound
     * one, a generic plan assumes a tenth of all rows.
     */
    public PageStatement statement(DSLContext dsl, Condition filter, Way way, @Nullable Position from, int size) {
        List<Condition> branches = ordering.beyond(from, way, filter);
        boolean joined = branches.size() > 1;
        PageColumns columns = joined ? union : single;
        SelectUnionStep<?> first = branch(dsl, columns, filter.and(branches.get(0)), way, size);
        Select<?> select = joined ? unionAll(dsl, first, branches, filter, way, size) : first;
        Integer maxRows = dsl.settings().getMaxRows();
        if (maxRows != null && maxRows > 0) {
            select.maxRows(size + 1);
        }
        return new PageStatement(select, columns, way, branches.size(), size);
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
}
