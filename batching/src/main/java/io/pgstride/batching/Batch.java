package io.pgstride.batching;

import java.time.Duration;
import java.util.List;
import org.jooq.Record;

/**
 * Rows that were claimed together. A row that the handler does not name here is done when the handler returns; of a row that is named more than
 * once, the last word counts. Nothing is sent before the handler returns; if it throws, its words are forgotten.
 *
 * <p>For the handler's call, and for one thread at a time, except {@link #lostLease()} and {@link #lostRows()}. A row is told by its very record: a
 * copy, or one read again, is refused, which ends the processor.
 *
 * @param <R> the rows' type
 */
public interface Batch<R extends Record> extends Iterable<R> {
    /** {@return the rows, in the claim's order; the list cannot be changed} */
    List<R> rows();

    /** {@return how many rows, at least 1} */
    int size();

    /**
     * {@return which attempt at the row this is, counted from 1; always 1 if the claim has no column of attempts}
     *
     * @param row of this batch
     * @throws UnknownRowException if the row is not of this batch
     * @throws IllegalStateException if the handler has returned
     */
    int attempt(R row);

    /**
     * Puts the row off by the backoff, without counting an attempt.
     *
     * @param row of this batch
     * @param reason kept as the last error, where the claim has a column for it
     * @throws UnknownRowException if the row is not of this batch
     * @throws InvalidClaimException if the claim has no column to put a row off
     * @throws IllegalStateException if the handler has returned
     */
    void retry(R row, String reason);

    /**
     * Puts the row off by a pause, without counting an attempt.
     *
     * @param row of this batch
     * @param pause from now on; not negative
     * @param reason kept as the last error, where the claim has a column for it
     * @throws UnknownRowException if the row is not of this batch
     * @throws InvalidClaimException if the claim has no column to put a row off
     * @throws IllegalStateException if the handler has returned
     */
    void retryAfter(R row, Duration pause, String reason);

    /**
     * Says that the row failed: an attempt is counted, and the row is put off by the backoff, or dead after its last attempt. Where the claim
     * has columns for neither, the row stays pending and the processor ends with a {@link BatchFailedException} once the others are done.
     *
     * @param row of this batch
     * @param failure its type and message are kept as the last error, where the claim has a column for it
     * @throws UnknownRowException if the row is not of this batch
     * @throws IllegalStateException if the handler has returned
     */
    void fail(R row, Throwable failure);

    /**
     * Gives the row up.
     *
     * @param row of this batch
     * @param reason kept as the last error, where the claim has a column for it
     * @throws UnknownRowException if the row is not of this batch
     * @throws InvalidClaimException if the claim has no dead letter
     * @throws IllegalStateException if the handler has returned
     */
    void dead(R row, String reason);

    /**
     * {@return whether another one is known to have taken a row of this batch, its lease having ended; never in transactional mode} The other rows
     * may still be ours: a handler that returns here says that they are done. See {@link #lostRows()} for which to leave out.
     */
    boolean lostLease();

    /** {@return the rows of this batch whose lease is known to be lost, or was released by a stop; work on them is in vain} */
    List<R> lostRows();
}
