package io.pgstride.batching.backfill;

import io.pgstride.batching.internal.backfill.BatchStatement;
import io.pgstride.batching.internal.backfill.DeleteRange;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;

/** A backfill that deletes rows: {@code DELETE FROM events WHERE id > ? AND id <= ? AND condition}. */
public final class DeleteBackfill extends BackfillBuilder<DeleteBackfill> {
    private final Table<?> table;

    DeleteBackfill(DataSource dataSource, String name, Table<?> table) {
        super(dataSource, name);
        this.table = table;
    }

    @Override
    DeleteBackfill self() {
        return this;
    }

    @Override
    Table<?> walked() {
        return table;
    }

    @Override
    BatchStatement statement(List<Field<?>> by, Condition condition) {
        return new DeleteRange(table, condition);
    }
}
