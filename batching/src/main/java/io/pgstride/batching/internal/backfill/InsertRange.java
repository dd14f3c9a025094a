package io.pgstride.batching.internal.backfill;

import static org.jooq.impl.DSL.select;

import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Insert;
import org.jooq.InsertOnDuplicateStep;
import org.jooq.Table;

/** {@code INSERT INTO target (…) SELECT … FROM t WHERE range AND condition [ON CONFLICT DO NOTHING]}. */
public record InsertRange(
        Table<?> target,
        List<Field<?>> columns,
        Table<?> source,
        List<Field<?>> values,
        Condition where,
        boolean ignoringConflicts)
        implements BatchStatement {
    @Override
    public int run(DSLContext dsl, Condition range) {
        return query(dsl, range).execute();
    }

    @Override
    public Insert<?> query(DSLContext dsl, Condition range) {
        InsertOnDuplicateStep<?> insert = dsl.insertInto(target, columns)
                .select(select(values).from(source).where(range).and(where));
        return ignoringConflicts ? insert.onConflictDoNothing() : insert;
    }

    @Override
    public String verb() {
        return "insert into " + target.getName() + " from";
    }
}
