package io.pgstride.caching.internal;

import java.time.Duration;

/**
 * Limits of loading.
 *
 * @param loadTimeout how long a caller waits for a value at most
 * @param concurrentLoads how many loads run at once
 * @param lease how long others wait for a load before they load themselves
 * @param batch how many keys a load has at most
 */
public record Limits(Duration loadTimeout, int concurrentLoads, Duration lease, int batch) {}
