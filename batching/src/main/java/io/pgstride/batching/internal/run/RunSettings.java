package io.pgstride.batching.internal.run;

import io.pgstride.batching.BatchSize;
import io.pgstride.batching.ProcessingListener;
import io.pgstride.core.telemetry.Telemetry;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * How a processor runs; checked by its builder.
 *
 * @param pause after each batch of a worker
 * @param hint whether claims without a sweep begin where the last one ended
 * @param patience how long a drain bears a database that fails
 * @param threads null for plain threads
 */
public record RunSettings(
        String name,
        int workers,
        BatchSize size,
        Duration pause,
        Duration pollInterval,
        boolean hint,
        Duration sweepInterval,
        Duration patience,
        @Nullable ThreadFactory threads,
        ProcessingListener listener,
        Telemetry telemetry,
        @Nullable WakeUp wakeUp) {

    @Override
    public String toString() {
        return workers + (workers == 1 ? " worker, " : " workers, ") + sizes() + ", pause " + pause + ", poll every "
                + pollInterval + (hint ? ", sweep every " + sweepInterval : ", without hint")
                + (wakeUp == null ? "" : ", woken by channel " + wakeUp.channel());
    }

    private String sizes() {
        return size.isFixed()
                ? "batches of " + size.max()
                : "batches of " + size.min() + " to " + size.max() + " in " + size.target();
    }
}
