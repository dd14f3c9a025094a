package io.pgstride.caching.store;

import io.pgstride.core.telemetry.Telemetry;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;

/**
 * What a store is told of its cache.
 *
 * @param name of the cache, part of keys and tags
 * @param schemaVersion of its values, part of keys: entries of other versions are not seen
 * @param tags the tags of a key's entry
 * @param fenceTime how long a fence stands
 * @param clock by which entries expire
 * @param telemetry for what the store counts
 * @param <K> the type of keys
 */
public record StoreSettings<K>(
        String name,
        int schemaVersion,
        Function<K, Set<String>> tags,
        Duration fenceTime,
        Clock clock,
        Telemetry telemetry) {}
