package io.pgstride.caching.internal;

import java.time.Duration;

/**
 * Limits of loading.
 *
 * @param loadTimeout how long a caller waits for a value at most
 * @param softLoadTimeout how long he waits where he may be given what has expired; never longer than the other
 * @param concurrentLoads how many loads run at once
 * @param lease how long others wait for a load before they load themselves
 * @param batch how many keys a load has at most
 */
public record Limits(Duration loadTimeout, Duration softLoadTimeout, int concurrentLoads, Duration lease, int batch) {
    /** Whether callers may be given less than they would wait for. */
    boolean isSoft() {
        return softLoadTimeout.compareTo(loadTimeout) < 0;
    }
}
