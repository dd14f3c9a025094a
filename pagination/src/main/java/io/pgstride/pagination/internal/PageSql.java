package io.pgstride.pagination.internal;

import java.util.ArrayList;
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
    private final PageTemplates templates;

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
        this.templates = new PageTemplates(this);
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

    /** The statement of one page as it is run: from a kept text, where that is sure to be the same. */
    public PageFetch fetch(DSLContext dsl, Condition filter, Way way, @Nullable Position from, int size) {
        PageFetch kept = templates.fetch(dsl, filter, way, from, size);
        PageFetch page = kept == null ? statement(dsl, filter, way, from, size).fetch(way, size) : kept;
        Integer maxRows = dsl.settings().getMaxRows();
        if (maxRows != null && maxRows > 0) {
            page.query().maxRows(size + 1);
        }
        return page;
    }

    /**
     * The statement of one page; one row more than the size, to see whether there are more. The limit is a literal: for a bound
     * one, a generic plan assumes a tenth of all rows.
     */
    public PageStatement statement(DSLContext dsl, Condition filter, Way way, @Nullable Position from, int size) {
        List<Condition> branches = ordering.beyond(from, way, ordering.segmentsBeside(filter));
        return statement(dsl, filter, way, branches, DSL.inline(size + 1L));
    }

    PageStatement statement(
            DSLContext dsl, Condition filter, Way way, List<Condition> branches, Field<? extends Number> limit) {
        boolean joined = branches.size() > 1;
        PageColumns columns = joined ? union : single;
        List<SelectUnionStep<?>> selects = new ArrayList<>();
        for (Condition branch : branches) {
            selects.add(branch(dsl, columns, filter.and(branch), way, limit));
        }
        Select<?> select = joined ? unionAll(selects, way, limit) : selects.get(0);
        return new PageStatement(select, columns, branches.size());
    }

    /** Of any record type, as branches are alike. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private Select<?> unionAll(List<SelectUnionStep<?>> branches, Way way, Field<? extends Number> limit) {
        SelectUnionStep all = branches.get(0);
        SelectOrderByStep sorted = null;
        for (SelectUnionStep branch : branches.subList(1, branches.size())) {
            sorted = all.unionAll(branch);
            all = sorted;
        }
        return sorted == null ? all : sorted.orderBy(union.unionSort(way)).limit(limit);
    }

    private SelectUnionStep<?> branch(
            DSLContext dsl, PageColumns columns, Condition condition, Way way, Field<? extends Number> limit) {
        SelectWhereStep<?> from = rowsOfTable && columns.hidden() == 0
                ? dsl.selectFrom(table)
                : dsl.select(columns.selected()).from(table);
        return from.where(condition).orderBy(ordering.sort(way)).limit(limit);
    }
}
