package io.pgstride.batching.internal.bulk;

import io.pgstride.core.PgstrideException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.InsertOnConflictWhereIndexPredicateStep;
import org.jooq.InsertOnDuplicateStep;
import org.jooq.InsertReturningStep;
import org.jooq.OrderField;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** Builds the INSERT of rows that the server has already: in a temporary table, or as arrays of text. */
final class InsertSql<T> {
    /** The rows' numbers. */
    static final Field<Long> NUMBER = DSL.field(DSL.quotedName("n"), SQLDataType.BIGINT);

    private final Job<T> job;
    private final @Nullable Conflict conflict;

    InsertSql(Job<T> job) {
        this.job = job;
        this.conflict = job.spec().conflict();
    }

    /**
     * Of the rows of a table with numbers and aliases.
     *
     * @param typed whether only columns without an encoder are text, else all are
     * @param unique whether no key is there twice, and they are in the key's order
     */
    InsertReturningStep<?> of(Table<?> rows, boolean typed, boolean unique, Condition range) {
        List<Field<?>> fields = new ArrayList<>();
        job.columns().forEach(column -> fields.add(column.field()));
        return onConflict(job.dsl()
                .insertInto(job.spec().table())
                .columns(fields)
                .select(select(typed(rows, typed), unique, range)));
    }

    private Select<?> select(Table<?> rows, boolean unique, Condition range) {
        List<Field<?>> aliases = new ArrayList<>();
        job.columns().forEach(column -> aliases.add(column.alias()));
        if (conflict == null || conflict.action() instanceof Conflict.Nothing) {
            return DSL.select(aliases).from(rows).where(range).orderBy(unique ? List.of(NUMBER) : keyThenNumber());
        }
        return DSL.select(aliases).from(unique ? rows : last(rows)).where(range);
    }

    /** So that writers of the same keys wait for each other, and never in a circle. */
    private List<Field<?>> keyThenNumber() {
        List<Field<?>> order = new ArrayList<>();
        key().forEach(column -> order.add(column.alias()));
        order.add(NUMBER);
        return order;
    }

    /** The rows with the types of the table's columns. */
    Table<?> typed(Table<?> rows, boolean typed) {
        if (typed && job.binary()) {
            return rows;
        }
        List<Field<?>> values = new ArrayList<>();
        for (Column<T> column : job.columns()) {
            boolean cast = !typed || column.encoder() == null;
            values.add(cast ? cast(column).as(column.alias()) : column.alias());
        }
        values.add(NUMBER);
        return DSL.select(values).from(rows).asTable("r");
    }

    /** As an assignment does it, so that too long a text is an error and not cut; hence without the column's length. */
    private static Field<?> cast(Column<?> column) {
        return DSL.field(
                "cast({0} as {1})", column.alias(), DSL.raw(column.target().looseType()));
    }

    /** The last row of each key; NULLs are equal to nothing. */
    private Table<?> last(Table<?> all) {
        List<Field<?>> distinct = new ArrayList<>();
        List<Condition> nulls = new ArrayList<>();
        for (Column<T> column : key()) {
            distinct.add(column.alias());
            if (!column.target().notNull()) {
                nulls.add(column.alias().isNull());
            }
        }
        if (!nulls.isEmpty()) {
            distinct.add(DSL.when(DSL.or(nulls), NUMBER));
        }
        List<OrderField<?>> order = new ArrayList<>(distinct);
        order.add(NUMBER.desc());
        return DSL.select(all.fields())
                .distinctOn(distinct)
                .from(all)
                .orderBy(order)
                .asTable("d");
    }

    /** Adds the clause, if there is one. */
    <R extends Record> InsertReturningStep<R> onConflict(InsertOnDuplicateStep<R> insert) {
        if (conflict == null) {
            return insert;
        }
        if (conflict.key().isEmpty()) {
            return insert.onConflictDoNothing();
        }
        List<Field<?>> target = new ArrayList<>();
        key().forEach(column -> target.add(column.field()));
        InsertOnConflictWhereIndexPredicateStep<R> on = insert.onConflict(target);
        var step = conflict.index() == null ? on : on.where(conflict.index());
        if (!(conflict.action() instanceof Conflict.Update update)) {
            return step.doNothing();
        }
        List<Column<T>> updated = updated(update);
        Map<Field<?>, Field<?>> set = new LinkedHashMap<>();
        updated.forEach(column -> set.put(column.field(), DSL.excluded(column.field())));
        Condition changed = changed(updated);
        return step.doUpdate().set(set).where(update.when() == null ? changed : changed.and(update.when()));
    }

    /** By {@code *<>}, which compares the stored bytes; the casts keep PostgreSQL from comparing the rows column by column. */
    private Condition changed(List<Column<T>> columns) {
        List<Field<?>> now = new ArrayList<>();
        List<Field<?>> then = new ArrayList<>();
        for (Column<T> column : columns) {
            now.add(DSL.field("{0}.{1}", job.spec().table(), column.field()));
            then.add(DSL.excluded(column.field()));
        }
        return DSL.condition("cast(row({0}) as record) *<> cast(row({1}) as record)", DSL.list(now), DSL.list(then));
    }

    List<Column<T>> key() {
        return conflict == null ? List.of() : find(conflict.key(), "onConflict");
    }

    private List<Column<T>> updated(Conflict.Update update) {
        if (!update.columns().isEmpty()) {
            return find(update.columns(), "doUpdate");
        }
        List<Column<T>> others = new ArrayList<>(job.columns());
        others.removeAll(key());
        if (others.isEmpty()) {
            throw new PgstrideException(
                    "doUpdate() for " + job.table() + " has no column to update besides the key; use doNothing()");
        }
        return others;
    }

    private List<Column<T>> find(List<Field<?>> fields, String where) {
        List<Column<T>> found = new ArrayList<>();
        for (Field<?> field : fields) {
            job.columns().stream()
                    .filter(column -> column.name().equals(field.getName()))
                    .findFirst()
                    .ifPresentOrElse(found::add, () -> {
                        throw new PgstrideException(where + " names column " + field.getName()
                                + ", which is not written to " + job.table() + "; add it to the columns");
                    });
        }
        return found;
    }
}
