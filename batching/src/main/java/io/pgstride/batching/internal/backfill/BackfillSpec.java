package io.pgstride.batching.internal.backfill;

import io.pgstride.batching.BatchSize;
import io.pgstride.batching.backfill.ProgressListener;
import io.pgstride.batching.backfill.Throttle;
import io.pgstride.core.telemetry.Telemetry;
import io.pgstride.core.transaction.Retry;
import io.pgstride.core.transaction.Transactions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/**
 * A backfill as it was built.
 *
 * @param batches of batches, with their timeouts and no retries
 * @param units of all else
 * @param workers how many ranges are worked on at once by this process
 * @param synchronousCommit whether batches commit as the session does
 * @param follow whether rows behind the key that was the last at the start are walked too
 */
public record BackfillSpec(
        String name,
        KeyWalk walk,
        BatchStatement statement,
        Transactions batches,
        Transactions units,
        BatchSize size,
        Timeouts timeouts,
        int workers,
        Retry retry,
        boolean synchronousCommit,
        boolean follow,
        Checkpoints checkpoints,
        boolean creatingTables,
        List<Throttle> throttles,
        ProgressListener listener,
        Telemetry telemetry,
        ThreadFactory threads) {
    /** Limits of a batch, and of the time without a server. */
    public record Timeouts(Duration lock, Duration statement, Duration reconnect) {}

    /** An immutable copy. */
    public BackfillSpec {
        throttles = List.copyOf(throttles);
    }

    CheckpointStore store() {
        return new CheckpointStore(checkpoints, name);
    }
}
