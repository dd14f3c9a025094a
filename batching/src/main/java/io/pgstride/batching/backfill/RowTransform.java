package io.pgstride.batching.backfill;

import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;

/**
 * Changes rows in Java; see {@link Backfill.Named#transform}.
 *
 * @param <R> the table's record type
 */
@FunctionalInterface
public interface RowTransform<R extends Record> {
    /**
     * Changes the records that are to change, by their setters; the others stay as they are. A batch that fails is run again from the start,
     * so effects outside of the database may be repeated.
     *
     * @param dsl of the batch's transaction, for this call only
     * @param rows locked, in the order of the key; never empty
     * @throws Exception to roll the batch back and end the run
     */
    void transform(DSLContext dsl, List<R> rows) throws Exception;
}
