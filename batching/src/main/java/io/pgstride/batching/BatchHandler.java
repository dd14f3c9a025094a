package io.pgstride.batching;

import org.jooq.DSLContext;
import org.jooq.Record;

/**
 * The work on claimed rows.
 *
 * <p>Must be thread-safe, as each worker calls it. What it throws is nobody's fault if it is transient (a lost connection, a deadlock, a full
 * disk, an interrupt): the batch is undone and claimed again after a pause. An {@link UnknownRowException} is a mistake of the handler, and ends the
 * processor. Anything else is some row's fault: the batch is split, and the
 * handler called again with parts of it, until the rows are found that fail on their own; those are put off or given up, the others are done.
 * So effects outside the database must bear repetition.
 *
 * @param <R> the rows' type
 */
@FunctionalInterface
public interface BatchHandler<R extends Record> {

    /**
     * Works on the rows; those that it does not name to the batch are done when it returns.
     *
     * @param dsl in transactional mode that of the batch's transaction, for this call and this thread only; in leased mode one over the
     *     DataSource, in autocommit whatever the pool's, so that statements commit one by one unless {@code dsl.transaction(...)} is used
     * @param batch at least one row, in the claim's order
     * @throws Exception to have the batch split, or tried again
     */
    void handle(DSLContext dsl, Batch<R> batch) throws Exception;
}
