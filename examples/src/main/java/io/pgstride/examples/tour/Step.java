package io.pgstride.examples.tour;

import org.jspecify.annotations.Nullable;

/** One row of the table.
 *
 * @param sameResult whether both ways gave the same answer; null where they cannot be compared
 */
public record Step(
        String pattern, Cost slow, Cost fast, @Nullable Boolean sameResult) {
    public boolean disagrees() {
        return Boolean.FALSE.equals(sameResult);
    }

    /** How many times longer the slow way took; null without both times. */
    public @Nullable Double ratio() {
        return slow.time() == null || fast.time() == null || fast.time().isZero()
                ? null
                : (double) slow.time().toNanos() / fast.time().toNanos();
    }
}
