package io.pgstride.benchmarks.pagination;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row as an application would hold it; every subject builds these.
 *
 * @param endedAt null for what has not ended
 */
record Event(
        long id,
        Instant createdAt,
        long userId,
        String kind,
        @Nullable Instant endedAt,
        String payload) {}
