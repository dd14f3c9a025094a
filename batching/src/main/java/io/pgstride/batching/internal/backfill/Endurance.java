package io.pgstride.batching.internal.backfill;

import io.pgstride.batching.backfill.BackfillFailedException;
import io.pgstride.core.transaction.Retry;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How many failures on end one worker bears. Used by one thread.
 *
 * <p>Contention counts by attempts, a lost server by the time since it was first missed; a success, or a failure of another kind, begins the count anew.
 */
final class Endurance {
    /** While there is no server. */
    private static final Retry RECONNECT = new Retry(Integer.MAX_VALUE, Duration.ofMillis(100), Duration.ofSeconds(5));

    private final BackfillSpec spec;
    private @Nullable Fault last;
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
        Fault fault = Fault.of(failure);
        if (attempts == 0 || fault != last) {
            attempts = 0;
            since = System.nanoTime();
        }
        attempts++;
        last = fault;
        Duration elapsed = Duration.ofNanos(System.nanoTime() - since);
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
