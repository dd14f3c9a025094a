package io.pgstride.batching.internal.backfill;

import static org.jooq.impl.DSL.or;

import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Table;
import org.jooq.UpdateQuery;

/**
 * {@code UPDATE t SET a = …, b = … FROM … WHERE range AND condition AND (a IS DISTINCT FROM … OR b IS DISTINCT FROM …)}.
 *
 * @param guarded whether rows that have the values already are left alone: they are neither locked nor written anew
 */
public record UpdateRange(
        Table<?> table, List<Assignment<?>> assignments, List<Table<?>> from, Condition where, boolean guarded)
        implements BatchStatement {
    @Override
    public int run(DSLContext dsl, Condition range) {
        return query(dsl, range).execute();
    }

    @Override
    public UpdateQuery<?> query(DSLContext dsl, Condition range) {
        UpdateQuery<?> update = dsl.updateQuery(table);
        assignments.forEach(assignment -> assignment.addTo(update));
        from.forEach(update::addFrom);
        update.addConditions(range, where);
        if (guarded) {
            update.addConditions(
                    or(assignments.stream().map(Assignment::changes).toList()));
        }
        return update;
    }

    @Override
    public String verb() {
        return "update";
    }
}
