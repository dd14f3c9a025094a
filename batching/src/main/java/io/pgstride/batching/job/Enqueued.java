package io.pgstride.batching.job;

import java.util.List;

/**
 * What became of jobs that were to be enqueued. An immutable value.
 *
 * @param ids of those that were added, in the order in which they were given
 * @param duplicates how many were left out, as a pending job of their queue has their unique key
 */
public record Enqueued(List<Long> ids, int duplicates) {
    /**
     * Copies.
     *
     * @param ids of those that were added
     * @param duplicates how many were left out
     */
    public Enqueued {
        ids = List.copyOf(ids);
    }
}
