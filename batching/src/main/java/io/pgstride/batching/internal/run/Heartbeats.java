package io.pgstride.batching.internal.run;

import java.time.Duration;

/** Prolongs the leases of all batches in flight. Thread-safe. */
public interface Heartbeats {
    /** The time from one beat to the next. */
    Duration every();

    /** Prolongs once; blocks. */
    void beat();
}
