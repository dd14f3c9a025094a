package io.pgstride.caching.store;

import io.pgstride.core.Freshness;

/**
 * What was loaded under a lease.
 *
 * @param lease of the claim
 * @param entry what to store
 * @param read what the load had seen
 * @param <V> the type of values
 */
public record Fill<V>(Claim.Won<V> lease, Entry<V> entry, Freshness read) {}
