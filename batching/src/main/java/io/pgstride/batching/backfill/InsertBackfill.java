package io.pgstride.batching.backfill;

import io.pgstride.batching.internal.backfill.BatchStatement;
import io.pgstride.batching.internal.backfill.InsertRange;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/**
 * A backfill that inserts rows made of those of another table, which is the one that is walked over:
 *
 * <pre>{@code
 * INSERT INTO kinds_of_events (event_id, kind) SELECT id, kind FROM events WHERE id > ? AND id <= ? AND condition
 * ON CONFLICT DO NOTHING
 * }</pre>
 */
public final class InsertBackfill extends BackfillBuilder<InsertBackfill> {
    private final Table<?> target;
    private final List<Field<?>> columns;
    private @Nullable Table<?> source;
    private List<Field<?>> values = List.of();
    private boolean ignoringConflicts;

    InsertBackfill(DataSource dataSource, String name, Table<?> target, List<Field<?>> columns) {
        super(dataSource, name);
        this.target = target;
        this.columns = columns;
    }

    /**
     * Sets the table that is walked over.
     *
     * @param table not aliased
     * @return this builder
     */
    public InsertBackfill from(Table<?> table) {
        source = table;
        return this;
    }

    /**
     * Sets what is inserted.
     *
     * @param fields one for each column of the target, in that order
     * @return this builder
     */
    public InsertBackfill select(Field<?>... fields) {
        values = List.of(fields);
        return this;
    }

    /**
     * Leaves rows out that would violate a unique constraint of the target.
     *
     * @return this builder
     */
    public InsertBackfill onConflictDoNothing() {
        ignoringConflicts = true;
        return this;
    }

    @Override
    InsertBackfill self() {
        return this;
    }

    @Override
    Table<?> walked() {
        if (source == null) {
            throw new IllegalArgumentException(
                    "an insert into " + target.getName() + " has no table to walk over; name it by from(...)");
        }
        return source;
    }

    @Override
    BatchStatement statement(List<Field<?>> by, Condition condition) {
        if (columns.isEmpty() || columns.size() != values.size()) {
            throw new IllegalArgumentException("an insert into " + target.getName() + " has " + columns.size()
                    + " columns and " + values.size() + " fields; give one field for each column, by select(...)");
        }
        return new InsertRange(target, columns, walked(), values, condition, ignoringConflicts);
    }
}
