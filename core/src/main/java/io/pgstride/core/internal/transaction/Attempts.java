package io.pgstride.core.internal.transaction;

import io.pgstride.core.RetriesExhaustedException;
import io.pgstride.core.transaction.Retry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs a unit of work until it succeeds, fails for good, or has failed too often. */
public final class Attempts {
    private static final Set<String> RETRYABLE = Set.of("40001", "40P01");

    /** One attempt. */
    @FunctionalInterface
    public interface Attempt<T extends @Nullable Object, X extends Exception> {
        /** Runs it, in a transaction of its own. */
        T run() throws X;
    }

    private Attempts() {}

    /** Returns the first success. */
    public static <T extends @Nullable Object, X extends Exception> T run(
            Retry retry, UnitMetrics metrics, Attempt<T, X> attempt) throws X {
        long start = System.nanoTime();
        boolean success = false;
        try {
            T result = firstSuccess(start, retry, metrics, attempt);
            success = true;
            return result;
        } finally {
            (success ? metrics.successes() : metrics.failures()).recordSince(start);
        }
    }

    private static <T extends @Nullable Object, X extends Exception> T firstSuccess(
            long start, Retry retry, UnitMetrics metrics, Attempt<T, X> attempt) throws X {
        RuntimeException earlier = null;
        for (int n = 1; ; n++) {
            try {
                return attempt.run();
            } catch (RuntimeException e) {
                if (!isRetryable(e)) {
                    throw suppressing(e, earlier);
                }
                boolean last = n == retry.maxAttempts();
                if (last || !pause(retry.pauseAfter(n, ThreadLocalRandom.current()))) {
                    throw n == 1 ? e : suppressing(exhausted(n, start, e), earlier);
                }
                metrics.retries().increment();
                earlier = suppressing(e, earlier);
            }
        }
    }

    private static RetriesExhaustedException exhausted(int attempts, long start, RuntimeException last) {
        return new RetriesExhaustedException(attempts, Duration.ofNanos(System.nanoTime() - start), last);
    }

    private static RuntimeException suppressing(RuntimeException failure, @Nullable RuntimeException earlier) {
        if (earlier != null && earlier != failure) {
            failure.addSuppressed(earlier);
        }
        return failure;
    }

    private static boolean isRetryable(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLException e && e.getSQLState() != null && RETRYABLE.contains(e.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    /** Whether the pause ended by itself; an interrupt ends it early and stays set. */
    private static boolean pause(Duration pause) {
        try {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
