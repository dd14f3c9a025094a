package io.pgstride.batching.fault;

/** How much harm is done: {@code -Dpgstride.stress=5} for five times as much. */
final class Stress {
    static final int FACTOR = Math.max(1, Integer.getInteger("pgstride.stress", 1));

    private Stress() {}

    /** Given to run the same once more. */
    static long seed() {
        return Long.getLong("pgstride.seed", System.nanoTime());
    }
}
