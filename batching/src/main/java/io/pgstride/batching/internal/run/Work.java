package io.pgstride.batching.internal.run;

import org.jspecify.annotations.Nullable;

/**
 * What the workers do.
 *
 * @param heartbeats absent where no leases are held
 * @param release gives up the leases of all batches in flight, so that others may claim their rows at once
 */
public record Work(Round round, @Nullable Heartbeats heartbeats, Runnable release) {

    /** Without leases. */
    public static Work of(Round round) {
        return new Work(round, null, () -> {});
    }
}
