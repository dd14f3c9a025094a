package io.pgstride.caching.store;

import java.time.Duration;
import java.util.Optional;

/**
 * What came of asking for the lease of a key.
 *
 * @param <V> the type of values
 */
public sealed interface Claim<V> {

    /**
     * The lease is the caller's: it loads, and fills or releases.
     *
     * @param lease names it; of the store
     * @param fence what the load must have seen; empty where nothing was invalidated lately
     * @param <V> the type of values
     */
    record Won<V>(Object lease, Optional<Fence> fence) implements Claim<V> {}

    /**
     * Somebody else loads.
     *
     * @param remaining until the lease ends at the latest
     * @param <V> the type of values
     */
    record Busy<V>(Duration remaining) implements Claim<V> {}

    /**
     * Somebody else has loaded meanwhile.
     *
     * @param entry what there is
     * @param <V> the type of values
     */
    record Found<V>(Entry<V> entry) implements Claim<V> {}
}
