package io.pgstride.caching.internal;

import io.pgstride.core.Freshness;
import java.util.Map;

/**
 * What was read.
 *
 * @param values those that there are
 * @param read what the read had seen
 */
public record Loaded<K, V>(Map<K, V> values, Freshness read) {}
