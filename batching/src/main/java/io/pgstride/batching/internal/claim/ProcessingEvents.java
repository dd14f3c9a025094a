package io.pgstride.batching.internal.claim;

import java.time.Duration;
import java.util.List;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Hears what happened to rows that are not simply done, after it is committed, on the thread of the round. */
public interface ProcessingEvents {
    /** A row was put off; the cause is absent where the handler gave only a reason. */
    default void rowRetried(Record row, int attempt, Duration pause, String reason, @Nullable Throwable cause) {}

    /** A row was given up. */
    default void rowDead(Record row, int attempt, String reason, @Nullable Throwable cause) {}

    /** Another one took the rows before they were acknowledged. */
    default void leaseLost(List<? extends Record> rows) {}

    /** A batch failed by some of its rows and is about to be split. */
    default void batchFailed(int rows, Throwable cause) {}

    /** Hears nothing. */
    static ProcessingEvents none() {
        return new ProcessingEvents() {};
    }
}
