package io.pgstride.core.internal.transaction;

import io.pgstride.core.PgstrideException;
import io.pgstride.core.RetriesExhaustedException;
import io.pgstride.core.SqlFailure;
import io.pgstride.core.transaction.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs a unit of work until it succeeds, fails for good, or has failed too often. */
public final class Attempts {
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
        List<Exception> earlier = new ArrayList<>();
        for (int n = 1; ; n++) {
            try {
                return attempt.run();
            } catch (Exception e) {
                if (retry.maxAttempts() == 1 || !isRetryable(e)) {
                    throw e;
                }
                if (n == retry.maxAttempts()) {
                    throw exhausted(n, start, e, earlier);
                }
                if (!pause(retry.pauseAfter(n, ThreadLocalRandom.current()))) {
                    throw e;
                }
                metrics.retries().increment();
                earlier.add(e);
            }
        }
    }

    private static RetriesExhaustedException exhausted(
            int attempts, long start, Exception last, List<Exception> earlier) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        RetriesExhaustedException exhausted = new RetriesExhaustedException(attempts, elapsed, last);
        earlier.forEach(exhausted::addSuppressed);
        return exhausted;
    }

    /** What pgstride itself throws has been decided already: a unit within, for one, has had its own retries. */
    private static boolean isRetryable(Throwable failure) {
        return SqlFailure.in(failure, PgstrideException.class::isInstance).anyMatch(SqlFailure::isRetryable);
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
