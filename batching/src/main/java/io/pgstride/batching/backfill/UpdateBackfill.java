package io.pgstride.batching.backfill;

import io.pgstride.batching.internal.backfill.Assignment;
import io.pgstride.batching.internal.backfill.BatchStatement;
import io.pgstride.batching.internal.backfill.UpdateRange;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * A backfill that updates rows:
 *
 * <pre>{@code
 * UPDATE events SET kind_id = ... FROM ... WHERE id > ? AND id <= ? AND condition AND kind_id IS DISTINCT FROM ...
 * }</pre>
 *
 * <p>Rows that have the new values already are not written again.
 */
public final class UpdateBackfill extends BackfillBuilder<UpdateBackfill> {
    private final Table<?> table;
    private final List<Assignment<?>> assignments = new ArrayList<>();
    private final List<Table<?>> from = new ArrayList<>();
    private boolean guarded = true;

    UpdateBackfill(DataSource dataSource, String name, Table<?> table) {
        super(dataSource, name);
        this.table = table;
    }

    /**
     * Sets a column to a value.
     *
     * @param column of the table, not of its key
     * @param value the same for all rows
     * @param <T> the column's type
     * @return this builder
     */
    public <T> UpdateBackfill set(Field<T> column, T value) {
        return set(column, DSL.val(value, column));
    }

    /**
     * Sets a column to an expression.
     *
     * @param column of the table, not of its key
     * @param value evaluated twice for rows that change, once to compare
     * @param <T> the column's type
     * @return this builder
     */
    public <T> UpdateBackfill set(Field<T> column, Field<T> value) {
        assignments.add(new Assignment<>(column, value));
        return this;
    }

    /**
     * Sets a column to what a subquery finds.
     *
     * @param column of the table, not of its key
     * @param value a scalar subquery, evaluated twice for rows that change; {@link #from} is often faster
     * @param <T> the column's type
     * @return this builder
     */
    public <T> UpdateBackfill set(Field<T> column, Select<? extends Record1<T>> value) {
        return set(column, DSL.field(value));
    }

    /**
     * Adds a table for the FROM of the UPDATE; {@link #where} joins it. It should have one row at most for each row to update.
     *
     * @param other not the table that is updated
     * @return this builder
     */
    public UpdateBackfill from(Table<?> other) {
        from.add(other);
        return this;
    }

    /**
     * Writes rows anew that have the new values already. Needed for types that cannot be compared, such as json; and to fire triggers.
     *
     * @return this builder
     */
    public UpdateBackfill unguarded() {
        guarded = false;
        return this;
    }

    @Override
    UpdateBackfill self() {
        return this;
    }

    @Override
    Table<?> walked() {
        return table;
    }

    @Override
    BatchStatement statement(List<Field<?>> by, Condition condition) {
        if (assignments.isEmpty()) {
            throw new IllegalArgumentException("an update of " + table.getName() + " sets no column; add set(...)");
        }
        for (Assignment<?> assignment : assignments) {
            if (by.contains(assignment.column())) {
                throw new IllegalArgumentException(
                        "column " + assignment.column().getName() + " of " + table.getName()
                                + " is of the key that the walk goes by, so it cannot be set: rows would be met twice or never;"
                                + " walk by another key");
            }
        }
        return new UpdateRange(table, List.copyOf(assignments), List.copyOf(from), condition, guarded);
    }
}
