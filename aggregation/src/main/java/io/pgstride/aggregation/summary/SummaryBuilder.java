package io.pgstride.aggregation.summary;

import io.pgstride.aggregation.internal.summary.SummarySpec;
import io.pgstride.aggregation.internal.summary.SummarySpec.Aggregate;
import io.pgstride.aggregation.internal.summary.SummarySpec.GroupColumn;
import io.pgstride.aggregation.internal.summary.SummarySpec.ValueColumn;
import io.pgstride.aggregation.internal.upkeep.Declared;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** What a summary can be told. Not thread-safe; what it builds is. */
public final class SummaryBuilder {
    private final Table<?> table;
    private final Table<?> source;
    private final List<GroupColumn> keys = new ArrayList<>();
    private final List<ValueColumn> values = new ArrayList<>();
    private Condition condition = DSL.trueCondition();

    SummaryBuilder(Table<?> table, Table<?> source) {
        this.table = table;
        this.source = source;
    }

    /**
     * Adds a column to group by.
     *
     * @param column of the summary, a part of its primary key
     * @param of the source's columns alone, with immutable functions: the day of a {@code timestamptz} is of a time zone, {@code cast(at at time zone 'UTC' as date)}
     * @param <T> the type
     * @return this builder
     */
    public <T> SummaryBuilder groupBy(Field<T> column, Field<T> of) {
        keys.add(new GroupColumn(Objects.requireNonNull(column, "column"), Objects.requireNonNull(of, "of")));
        return this;
    }

    /**
     * Adds the number of a group's rows.
     *
     * @param column of the summary
     * @return this builder
     */
    public SummaryBuilder count(Field<? extends Number> column) {
        return value(column, Aggregate.COUNT, DSL.inline(1));
    }

    /**
     * Adds a sum, to which null adds nothing.
     *
     * @param column of the summary, not of floating point
     * @param of the source's columns alone
     * @return this builder
     */
    public SummaryBuilder sum(Field<? extends Number> column, Field<? extends Number> of) {
        Declared.requireExact(column);
        Declared.requireExact(of);
        return value(column, Aggregate.SUM, of);
    }

    /**
     * Adds the least value, null where a group has none; for dirty keys only.
     *
     * @param column of the summary
     * @param of the source's columns alone
     * @param <T> the type
     * @return this builder
     */
    public <T> SummaryBuilder min(Field<T> column, Field<T> of) {
        return value(column, Aggregate.MIN, of);
    }

    /**
     * Adds the greatest value, null where a group has none; for dirty keys only.
     *
     * @param column of the summary
     * @param of the source's columns alone
     * @param <T> the type
     * @return this builder
     */
    public <T> SummaryBuilder max(Field<T> column, Field<T> of) {
        return value(column, Aggregate.MAX, of);
    }

    private SummaryBuilder value(Field<?> column, Aggregate aggregate, Field<?> of) {
        values.add(new ValueColumn(Objects.requireNonNull(column, "column"), aggregate, of));
        return this;
    }

    /**
     * Summarises those rows only that meet a condition.
     *
     * @param of the source's columns alone, with immutable functions; joined by AND to those given before
     * @return this builder
     */
    public SummaryBuilder where(Condition of) {
        condition = condition.and(of);
        return this;
    }

    /**
     * {@return the summary, which recomputes each group that a statement has changed} For whatever aggregate; give the source an index on the expressions of the groups, as each group is
     * read by it.
     *
     * @throws IllegalArgumentException if there is no column to group by, or none besides, or a table has no schema
     */
    public SummaryTable byDirtyKeys() {
        return build(false);
    }

    /**
     * {@return the summary, to which the changes of statements are added} The cheapest, without reading the source; for counts and sums, one count among them.
     *
     * @throws IllegalArgumentException as {@link #byDirtyKeys}, or if there is no count, or a minimum or maximum
     */
    public SummaryTable byDeltas() {
        return build(true);
    }

    private SummaryTable build(boolean deltas) {
        Declared.requireSchema(table);
        Declared.requireSchema(source);
        if (keys.isEmpty() || values.isEmpty()) {
            throw new IllegalArgumentException(
                    "summary " + table.getName()
                            + " needs a column to group by and one for all rows of a group: groupBy(...), and count(...) or another");
        }
        SummarySpec spec = new SummarySpec(table, source, List.copyOf(keys), List.copyOf(values), condition, deltas);
        if (deltas) {
            requireAddable(spec);
        }
        return new SummaryTable(spec);
    }

    private void requireAddable(SummarySpec spec) {
        if (values.stream()
                .anyMatch(value -> value.aggregate() == Aggregate.MIN || value.aggregate() == Aggregate.MAX)) {
            throw new IllegalArgumentException(
                    "summary " + table.getName()
                            + " has a minimum or maximum, and when its row goes no delta tells the next one; use byDirtyKeys()");
        }
        if (spec.count().isEmpty()) {
            throw new IllegalArgumentException(
                    "summary " + table.getName()
                            + " has no count(...), without which deltas do not tell when a group is empty; add one, or use byDirtyKeys()");
        }
    }
}
