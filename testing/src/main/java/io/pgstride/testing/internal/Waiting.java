package io.pgstride.testing.internal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a condition that only asking tells. */
public final class Waiting {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration STEP = Duration.ofMillis(10);

    private Waiting() {}

    /** Blocks until it holds, a minute at most. */
    public static void until(String what, BooleanSupplier holds, Supplier<String> log) {
        until(what, holds, log, PATIENCE);
    }

    static void until(String what, BooleanSupplier holds, Supplier<String> log, Duration patience) {
        long begin = System.nanoTime();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - begin >= patience.toNanos()) {
                throw new IllegalStateException("waited " + patience.toSeconds() + " s in vain for " + what
                        + "\nThe end of its log:\n" + log.get());
            }
            try {
                TimeUnit.NANOSECONDS.sleep(STEP.toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for " + what, e);
            }
        }
    }
}
