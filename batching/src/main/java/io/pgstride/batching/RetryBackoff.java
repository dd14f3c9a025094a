package io.pgstride.batching;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often a row that fails is tried again, and when: exponential with full jitter, that is after a random part of
 * {@code base * 2^(attempt - 1)}, which is at most {@code max}. An immutable value.
 *
 * @param maxAttempts how often a row is tried at most, the first time included; after the last one it is dead, if the claim has a dead letter
 * @param base the upper bound of the first pause
 * @param max the upper bound of every pause
 * @see <a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential backoff and jitter</a>
 */
public record RetryBackoff(int maxAttempts, Duration base, Duration max) {
    /** The attempts of {@link #ofDefaults()}. */
    public static final int DEFAULT_MAX_ATTEMPTS = 25;

    /** The first pause's bound in {@link #ofDefaults()}. */
    public static final Duration DEFAULT_BASE = Duration.ofSeconds(1);

    /** Every pause's bound in {@link #ofDefaults()}. */
    public static final Duration DEFAULT_MAX = Duration.ofHours(1);

    private static final Duration LONGEST = Duration.ofDays(365);

    /**
     * Checks the bounds.
     *
     * @param maxAttempts at least 1
     * @param base not negative; zero means no pauses
     * @param max not below {@code base}, a year at most
     * @throws IllegalArgumentException if one of them is out of its bounds
     */
    public RetryBackoff {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("maxAttempts is " + maxAttempts + "; at least 1 is needed");
        }
        if (base.isNegative() || max.compareTo(base) < 0 || max.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("base " + base + " and max " + max
                    + " do not fit: the base must not be negative nor above the maximum, nor that above a year");
        }
    }

    /** {@return 25 attempts, with pauses of at most 1, 2, 4 … seconds up to an hour} */
    public static RetryBackoff ofDefaults() {
        return new RetryBackoff(DEFAULT_MAX_ATTEMPTS, DEFAULT_BASE, DEFAULT_MAX);
    }

    /**
     * {@return a random pause after an attempt that failed, from zero to the bound of that attempt}
     *
     * @param attempt which one, counted from 1
     * @param random where the jitter comes from
     */
    public Duration pauseAfter(int attempt, RandomGenerator random) {
        long first = base.toNanos();
        if (first == 0) {
            return Duration.ZERO;
        }
        int doublings = Math.min(Math.max(attempt, 1) - 1, Long.numberOfLeadingZeros(first) - 1);
        return Duration.ofNanos(random.nextLong(Math.min(max.toNanos(), first << doublings) + 1));
    }
}
