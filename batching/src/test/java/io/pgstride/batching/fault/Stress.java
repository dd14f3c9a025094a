package io.pgstride.batching.fault;

import java.time.Duration;

/** How much harm is done: {@code -Dpgstride.stress=5} for five times as much. */
final class Stress {
    static final int FACTOR = Math.max(1, Integer.getInteger("pgstride.stress", 1));

    /** How long is waited for what must happen. */
    static final Duration PATIENCE = Duration.ofSeconds(Integer.getInteger("pgstride.patience", 60));

    private Stress() {}

    /** Given to run the same once more. */
    static long seed() {
        return Long.getLong("pgstride.seed", System.nanoTime());
    }
}
