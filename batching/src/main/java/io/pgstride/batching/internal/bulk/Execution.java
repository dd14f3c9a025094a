package io.pgstride.batching.internal.bulk;

import org.jooq.InsertReturningStep;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/** What is done with the INSERT of a batch. */
interface Execution {
    /**
     * Runs it.
     *
     * @param rows with numbers and aliases, all as text; null if they are the statement's own values
     * @return how many rows were stored
     */
    long run(InsertReturningStep<?> insert, @Nullable Table<?> rows);
}
