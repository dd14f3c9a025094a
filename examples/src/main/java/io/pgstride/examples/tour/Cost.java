package io.pgstride.examples.tour;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What one way cost; null where a figure does not apply.
 *
 * @param time the median of the runs, as the client sees it
 * @param buffers pages of 8 kB that one run touched, found in shared buffers or read
 */
public record Cost(@Nullable Duration time, @Nullable Long buffers) {
    /** The time in milliseconds. */
    public @Nullable Double millis() {
        return time == null ? null : time.toNanos() / 1_000_000.0;
    }
}
