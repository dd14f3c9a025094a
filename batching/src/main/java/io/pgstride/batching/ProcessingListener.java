package io.pgstride.batching;

/**
 * Told of what a processor does. All methods do nothing unless overridden.
 *
 * <p>Called by the worker that did it, at the same time by several, after the batch has ended; so it must be thread-safe and quick. What a
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
