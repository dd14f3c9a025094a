package io.pgstride.batching.internal.backfill;

import io.pgstride.batching.backfill.BackfillFailedException;
import io.pgstride.core.transaction.Retry;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How many failures on end one worker bears. Used by one thread.
 *
 * <p>Contention counts by attempts, a lost server by the time since it was first missed; each success forgets both.
 */
final class Endurance {
    /** While there is no server. */
    private static final Retry RECONNECT = new Retry(Integer.MAX_VALUE, Duration.ofMillis(100), Duration.ofSeconds(5));

    private final BackfillSpec spec;
    private int attempts;
    private long since;

    Endurance(BackfillSpec spec) {
        this.spec = spec;
    }

    void succeeded() {
        attempts = 0;
    }

    /** How long to pause before the next attempt. */
    Duration failed(Exception failure, int range, int size) {
        if (attempts++ == 0) {
            since = System.nanoTime();
        }
        Duration elapsed = Duration.ofNanos(System.nanoTime() - since);
        Fault fault = Fault.of(failure);
        boolean bearable = switch (fault) {
            case CONTENTION -> attempts < spec.retry().maxAttempts();
            case LOST -> elapsed.compareTo(spec.timeouts().reconnect()) < 0;
            case FINAL -> false;
        };
        if (!bearable) {
            throw new BackfillFailedException(
                    spec.name(), range, size, attempts, elapsed, Fault.sqlState(failure), failure);
        }
        Retry pauses = fault == Fault.LOST ? RECONNECT : spec.retry();
        return pauses.pauseAfter(attempts, ThreadLocalRandom.current());
    }
}
