package io.pgstride.batching.internal.bulk;

import java.util.ArrayList;
import java.util.List;
import org.jooq.Field;
import org.jooq.InsertValuesStepN;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Rows as jOOQ binds them, for columns whose Binding is the user's own: what such a one does is known to jOOQ only. */
final class ValuesInsert<T> implements BatchInsert<T> {
    /** Beyond which jOOQ would write values into the SQL's text. */
    private static final int MOST_BINDS = 30_000;

    private final Job<T> job;
    private final InsertSql<T> sql;
    private final Execution execution;

    ValuesInsert(Job<T> job, Execution execution) {
        this.job = job;
        this.sql = new InsertSql<>(job);
        this.execution = execution;
    }

    /** One at a time where rows of the same key would meet in one statement, which PostgreSQL refuses. */
    @Override
    public int most() {
        Conflict conflict = job.spec().conflict();
        boolean updates = conflict != null && conflict.action() instanceof Conflict.Update;
        int columns = job.columns().size();
        return updates ? 1 : Math.max(1, Math.min(Batches.MOST, MOST_BINDS / columns));
    }

    @Override
    public long insert(List<T> rows, long before) {
        List<Field<?>> fields = new ArrayList<>();
        job.columns().forEach(column -> fields.add(column.source().field()));
        InsertValuesStepN<?> insert = job.dsl().insertInto(job.spec().table()).columns(fields);
        for (int i = 0; i < rows.size(); i++) {
            insert = insert.values(values(rows.get(i), before + i + 1));
        }
        return execution.run(sql.onConflict(insert), null);
    }

    private List<Field<?>> values(T row, long number) {
        List<Field<?>> values = new ArrayList<>();
        for (Column<T> column : job.columns()) {
            values.add(value(row, number, column));
        }
        return values;
    }

    private Field<?> value(T row, long number, Column<T> column) {
        try {
            return bound(column.given(row), column.source().field());
        } catch (RuntimeException e) {
            throw job.failures().reading(row, number, column, e);
        }
    }

    private static Field<?> bound(@Nullable Object value, Field<?> field) {
        return DSL.val(value, field);
    }
}
