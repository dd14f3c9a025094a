package io.pgstride.batching;

import java.time.Duration;
import java.util.Objects;

/**
 * How many rows are taken at once: always the same number, or as many as take about a wanted time. An immutable value.
 *
 * <p>An adaptive size begins at its minimum or {@value #START}, whichever is more. After each batch it moves toward the target by the
 * exponentially weighted mean of the times of the last batches, by at most a fifth upward; a timeout or a deadlock halves it.
 *
 * @param min the fewest rows, 1 or more
 * @param max the most rows; equal to {@code min} for a fixed size
 * @param target the time that a batch is to take; not used if the size is fixed
 */
public record BatchSize(int min, int max, Duration target) {
    /** Where an adaptive size begins if it may. */
    public static final int START = 100;

    /** The most rows that one batch may have. */
    public static final int LIMIT = 100_000;

    /**
     * Checks the bounds.
     *
     * @param min from 1 to {@code max}
     * @param max up to {@link #LIMIT}
     * @param target above zero
     * @throws IllegalArgumentException if a bound is out of range
     */
    public BatchSize {
        Objects.requireNonNull(target, "target");
        if (min < 1 || max < min || max > LIMIT) {
            String given = min == max ? String.valueOf(min) : min + " to " + max;
            throw new IllegalArgumentException("batch size of " + given + " rows is out of range; give 1 to " + LIMIT
                    + (min == max ? "" : ", the smaller one first"));
        }
        if (target.isNegative() || target.isZero()) {
            throw new IllegalArgumentException("a batch cannot take " + target + "; give a target above zero");
        }
    }

    /**
     * {@return always the same size}
     *
     * @param rows from 1 to {@link #LIMIT}
     */
    public static BatchSize fixed(int rows) {
        return new BatchSize(rows, rows, Duration.ofSeconds(1));
    }

    /**
     * {@return a size that follows the time that batches take}
     *
     * @param min the fewest rows, 1 or more
     * @param max the most rows, up to {@link #LIMIT}
     * @param target the time that a batch is to take
     */
    public static BatchSize adaptive(int min, int max, Duration target) {
        return new BatchSize(min, max, target);
    }

    /** {@return whether it never changes} */
    public boolean isFixed() {
        return min == max;
    }
}
