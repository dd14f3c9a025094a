package io.pgstride.batching;

import java.time.Duration;
import java.util.List;
import org.jooq.Record;

/**
 * Told of what a processor does. All methods do nothing unless overridden.
 *
 * <p>Called by the worker that did it, at the same time by several; so it must be thread-safe and quick. What a
 * listener throws is logged and changes nothing.
 */
public interface ProcessingListener {
    /** {@return a listener that does nothing} */
    static ProcessingListener none() {
        return new ProcessingListener() {};
    }

    /**
     * A batch of at least one row has ended, and its end is committed.
     *
     * @param batch what became of its rows, and the time from its claim to its end
     */
    default void batchEnded(ProcessingReport batch) {}

    /**
     * A row was put off; that is committed.
     *
     * @param row as it was claimed
     * @param attempt which one failed, counted from 1
     * @param pause until it is due again
     * @param reason as the last error has it; may hold values of the row
     */
    default void rowRetried(Record row, int attempt, Duration pause, String reason) {}

    /**
     * A row was given up; that is committed.
     *
     * @param row as it was claimed
     * @param attempt which one failed, counted from 1
     * @param reason as the last error has it; may hold values of the row
     */
    default void rowDead(Record row, int attempt, String reason) {}

    /**
     * Rows were taken by another processor before they were acknowledged, as their lease had ended: they are worked on twice. So are rows that a
     * stop released at its deadline.
     *
     * @param rows as they were claimed
     */
    default void leaseLost(List<? extends Record> rows) {}

    /**
     * A batch failed by some of its rows and is about to be split. Not told of a batch of one row, of which {@link #rowRetried} or
     * {@link #rowDead} tells.
     *
     * @param rows how many it has, at least 2
     * @param failure what the handler threw
     */
    default void batchSplit(int rows, Throwable failure) {}

    /**
     * The database failed, by a lost connection, a deadlock, a timeout, a full disk or so. The rows of the batch are pending again, or will be
     * when their lease ends; the processor tries again after a pause.
     *
     * @param failure what the database or its driver reported
     */
    default void databaseFailed(Exception failure) {}

    /**
     * The processor has ended by itself.
     *
     * @param failure the reason; an {@link Error} of a handler too
     */
    default void processorFailed(Throwable failure) {}
}
