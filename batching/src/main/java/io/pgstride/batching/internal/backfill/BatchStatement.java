package io.pgstride.batching.internal.backfill;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.impl.DSL;

/** What a backfill does to the rows of a range. Immutable and thread-safe. */
public interface BatchStatement {
    /** Changes the rows and returns how many; in the transaction of the batch. */
    int run(DSLContext dsl, Condition range) throws Exception;

    /** What {@link #run} executes first, to be planned. */
    Query query(DSLContext dsl, Condition range);

    /** What tells it from another statement, without a range. */
    default Query compared(DSLContext dsl) {
        return query(dsl, DSL.noCondition());
    }

    /** Whether other work than SQL is done between the statements. */
    default boolean worksInJava() {
        return false;
    }

    /** For messages: the verb. */
    String verb();
}
