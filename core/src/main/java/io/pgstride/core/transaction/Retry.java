package io.pgstride.core.transaction;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often a unit of work is tried again after a serialization failure (40001) or a deadlock (40P01), and the pauses
 * between: exponential with full jitter, that is a random part of {@code baseDelay * 2^(attempt - 1)}, which is at most
 * {@code maxDelay}. An immutable value.
 *
 * @param maxAttempts how often the work runs at most, the first time included; 1 means no retry
 * @param baseDelay the upper bound of the first pause
 * @param maxDelay the upper bound of every pause
 * @see <a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential backoff and
 *     jitter</a>
 */
public record Retry(int maxAttempts, Duration baseDelay, Duration maxDelay) {
    /** The attempts of {@link #ofDefaults()}. */
    public static final int DEFAULT_MAX_ATTEMPTS = 5;

    /** The first pause's bound in {@link #ofDefaults()}. */
    public static final Duration DEFAULT_BASE_DELAY = Duration.ofMillis(10);

    /** Every pause's bound in {@link #ofDefaults()}. */
    public static final Duration DEFAULT_MAX_DELAY = Duration.ofSeconds(1);

    /**
     * Checks the bounds.
     *
     * @param maxAttempts at least 1
     * @param baseDelay not negative; zero means no pauses
     * @param maxDelay not below {@code baseDelay}
     * @throws IllegalArgumentException if one of them is out of its bounds
     */
    public Retry {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("maxAttempts is " + maxAttempts + "; at least 1 is needed");
        }
        if (baseDelay.isNegative() || maxDelay.compareTo(baseDelay) < 0) {
            throw new IllegalArgumentException("baseDelay " + baseDelay + " and maxDelay " + maxDelay
                    + " do not fit: the base must not be negative nor above the maximum");
        }
    }

    /** {@return 5 attempts, with pauses of at most 10, 20, 40 and 80 ms} */
    public static Retry ofDefaults() {
        return new Retry(DEFAULT_MAX_ATTEMPTS, DEFAULT_BASE_DELAY, DEFAULT_MAX_DELAY);
    }

    /** {@return one attempt, and no retry} */
    public static Retry none() {
        return new Retry(1, Duration.ZERO, Duration.ZERO);
    }

    /**
     * {@return a random pause after an attempt that failed, from zero to the bound of that attempt}
     *
     * @param attempt which one, counted from 1
     * @param random where the jitter comes from
     */
    public Duration pauseAfter(int attempt, RandomGenerator random) {
        long base = Math.max(1, baseDelay.toNanos());
        long max = maxDelay.toNanos();
        int doublings = Math.min(attempt - 1, Long.numberOfLeadingZeros(base) - 1);
        long bound = baseDelay.isZero() ? 0 : Math.min(max, base << doublings);
        return Duration.ofNanos(bound == 0 ? 0 : random.nextLong(bound + 1));
    }
}
