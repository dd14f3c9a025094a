package io.pgstride.aggregation.internal.upkeep;

import io.pgstride.core.SqlFailure;
import io.pgstride.core.transaction.Isolation;
import io.pgstride.core.transaction.Retry;
import io.pgstride.core.transaction.Transactions;
import io.pgstride.core.transaction.Work;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jooq.exception.DataAccessException;

/**
 * Short transactions of upkeep beside live ones: they wait for a lock no longer than {@link #LOCK_TIMEOUT}, so that nobody queues behind them for long, and
 * come again after a pause.
 *
 * @param dataSource of the primary
 */
public record Patient(DataSource dataSource) {
    /** How long an attempt waits for a lock. */
    public static final Duration LOCK_TIMEOUT = Duration.ofSeconds(1);

    /** How often an attempt may fail, with pauses of at most 50 ms to 2 s: about half a minute in all. */
    public static final Retry ATTEMPTS = new Retry(20, Duration.ofMillis(50), Duration.ofSeconds(2));

    /** Runs the work in transactions at READ COMMITTED until one is committed. */
    public <T> T call(Work<T, RuntimeException> work) {
        Transactions transactions = Transactions.on(dataSource)
                .isolation(Isolation.READ_COMMITTED)
                .lockTimeout(LOCK_TIMEOUT)
                .retry(Retry.none());
        for (int attempt = 1; ; attempt++) {
            try {
                return transactions.call(work);
            } catch (DataAccessException e) {
                if (attempt == ATTEMPTS.maxAttempts() || !isContention(e) || !pause(attempt)) {
                    throw e;
                }
            }
        }
    }

    private static boolean isContention(Throwable failure) {
        return SqlFailure.in(failure)
                .anyMatch(cause -> cause.isRetryable() || cause.state().equals("55P03"));
    }

    /** An interrupt ends the pause and stays set. */
    private static boolean pause(int attempt) {
        try {
            TimeUnit.NANOSECONDS.sleep(
                    ATTEMPTS.pauseAfter(attempt, ThreadLocalRandom.current()).toNanos());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
