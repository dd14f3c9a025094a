package io.pgstride.batching.backfill;

import io.pgstride.batching.internal.backfill.BatchStatement;
import io.pgstride.batching.internal.backfill.TransformRange;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/**
 * A backfill that changes rows in Java. Each batch reads its rows and locks them, runs the transform, and writes back those that
 * differ, in their columns that differ:
 *
 * <pre>{@code
 * SELECT ... FROM events WHERE id > ? AND id <= ? AND condition ORDER BY id FOR NO KEY UPDATE;
 * UPDATE events SET note = v.c1 FROM (VALUES (?, ?), ...) v (c0, c1) WHERE id = v.c0
 * }</pre>
 *
 * <p>The key must be unique. Between the statements the transaction waits for the transform, with the rows locked; after 10 idle minutes the server ends it.
 *
 * @param <R> the table's record type
 */
public final class TransformBackfill<R extends Record> extends BackfillBuilder<TransformBackfill<R>> {
    private final Table<R> table;
    private final RowTransform<R> transform;

    TransformBackfill(DataSource dataSource, String name, Table<R> table, RowTransform<R> transform) {
        super(dataSource, name);
        this.table = table;
        this.transform = Objects.requireNonNull(transform, "transform");
    }

    @Override
    TransformBackfill<R> self() {
        return this;
    }

    @Override
    Table<?> walked() {
        return table;
    }

    @Override
    BatchStatement statement(List<Field<?>> by, Condition condition) {
        return new TransformRange<>(table, by, condition, transform);
    }
}
