package io.pgstride.batching.internal.backfill;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.DeleteQuery;
import org.jooq.Table;

/** {@code DELETE FROM t WHERE range AND condition}. */
public record DeleteRange(Table<?> table, Condition where) implements BatchStatement {
    @Override
    public int run(DSLContext dsl, Condition range) {
        return query(dsl, range).execute();
    }

    @Override
    public DeleteQuery<?> query(DSLContext dsl, Condition range) {
        DeleteQuery<?> delete = dsl.deleteQuery(table);
        delete.addConditions(range, where);
        return delete;
    }

    @Override
    public String verb() {
        return "delete";
    }
}
