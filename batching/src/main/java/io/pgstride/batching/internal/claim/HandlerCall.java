package io.pgstride.batching.internal.claim;

import io.pgstride.batching.BatchHandler;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Calls the handler with rows. */
record HandlerCall<R extends Record>(Policy<R> policy, BatchHandler<R> handler) {

    /** Returns what it said of them; throws {@link Failures.OfHandler} for what it threw, unless it misused the batch. */
    ClaimedBatch<R> with(DSLContext dsl, List<Row<R>> rows, @Nullable HeldLease<R> lease) {
        ClaimedBatch<R> batch = new ClaimedBatch<>(policy, rows, lease);
        try {
            handler.handle(dsl, batch);
        } catch (Exception e) {
            batch.refuseMisuse(e);
            throw new Failures.OfHandler(e);
        } catch (StackOverflowError | LinkageError | AssertionError e) { // by what a row holds, as any exception
            batch.refuseMisuse(e);
            throw new Failures.OfHandler(e);
        } finally {
            batch.over();
        }
        batch.refuseMisuse();
        return batch;
    }
}
