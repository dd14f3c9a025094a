package io.pgstride.batching.internal.claim;

import io.pgstride.batching.internal.run.Heartbeats;
import io.pgstride.batching.internal.run.Round;

/** The rounds of one processor in leased mode, and the leases that they hold. Thread-safe. */
public interface LeasedRounds {
    /** Claims and works. */
    Round round();

    /** Prolongs what is held. */
    Heartbeats heartbeats();

    /** Gives back what is held, so that others may claim it at once; handlers that still run have lost their rows. Blocks. */
    void release();
}
