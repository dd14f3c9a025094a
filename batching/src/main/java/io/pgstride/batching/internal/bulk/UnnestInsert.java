package io.pgstride.batching.internal.bulk;

import java.util.ArrayList;
import java.util.List;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Rows as one array of text for each column, which PostgreSQL turns into rows of the columns' types. */
final class UnnestInsert<T> implements BatchInsert<T> {
    private final Job<T> job;
    private final InsertSql<T> sql;
    private final RowText<T> text;
    private final Execution execution;

    UnnestInsert(Job<T> job, Execution execution) {
        this.job = job;
        this.sql = new InsertSql<>(job);
        this.text = new RowText<>(job);
        this.execution = execution;
    }

    @Override
    public int most() {
        return Batches.MOST;
    }

    @Override
    public long insert(List<T> rows, long before) {
        Table<?> numbered = table(rows, before);
        return execution.run(sql.of(numbered, false, false, DSL.noCondition()), numbered);
    }

    private Table<?> table(List<T> rows, long before) {
        List<Field<?>> arrays = new ArrayList<>();
        List<Name> names = new ArrayList<>();
        for (Column<T> column : job.columns()) {
            arrays.add(DSL.field("cast({0} as text[])", DSL.val(texts(rows, before, column))));
            names.add(column.alias().getUnqualifiedName());
        }
        names.add(InsertSql.NUMBER.getUnqualifiedName());
        return DSL.table(
                "unnest({0}) with ordinality as {1}({2})", DSL.list(arrays), DSL.quotedName("s"), DSL.list(names));
    }

    private @Nullable String[] texts(List<T> rows, long before, Column<T> column) {
        @Nullable String[] texts = new String[rows.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = text.of(column, rows.get(i), before + i + 1);
        }
        return texts;
    }
}
