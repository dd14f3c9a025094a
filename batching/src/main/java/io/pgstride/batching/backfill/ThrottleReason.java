package io.pgstride.batching.backfill;

import java.util.Objects;

/**
 * Why a backfill waits. An immutable value.
 *
 * @param throttle the name of the throttle, or {@code pause}
 * @param text what it found and what its limit is, for people
 */
public record ThrottleReason(String throttle, String text) {
    /**
     * Checks for null.
     *
     * @param throttle as above
     * @param text as above
     */
    public ThrottleReason {
        Objects.requireNonNull(throttle, "throttle");
        Objects.requireNonNull(text, "text");
    }

    /** {@return the text} */
    @Override
    public String toString() {
        return text;
    }
}
