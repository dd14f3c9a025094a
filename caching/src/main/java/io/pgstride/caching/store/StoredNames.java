package io.pgstride.caching.store;

import java.time.Duration;
import java.util.Set;

/**
 * What is to be invalidated, by names that mean the same in every process.
 *
 * @param entries as {@link Naming#ofKey} has them
 * @param tags as {@link Naming#ofTag} has them
 * @param fenceTime how long the fence is to stand
 */
public record StoredNames(Set<String> entries, Set<String> tags, Duration fenceTime) {
    /**
     * Copies.
     *
     * @param entries as {@link Naming#ofKey} has them
     * @param tags as {@link Naming#ofTag} has them
     * @param fenceTime how long the fence is to stand
     */
    public StoredNames {
        entries = Set.copyOf(entries);
        tags = Set.copyOf(tags);
    }
}
