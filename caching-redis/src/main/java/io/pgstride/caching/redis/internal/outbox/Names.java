package io.pgstride.caching.redis.internal.outbox;

import io.pgstride.caching.store.StoredNames;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What rows name. */
final class Names {
    private Names() {}

    /** All of several rows, each once, with the longest of their times. */
    static StoredNames of(Outbox outbox, List<OutboxRecord> rows) {
        Set<String> entries = new HashSet<>();
        Set<String> tags = new HashSet<>();
        long fenceMillis = 0;
        for (OutboxRecord row : rows) {
            entries.addAll(Arrays.asList(row.get(outbox.entries())));
            tags.addAll(Arrays.asList(row.get(outbox.tags())));
            fenceMillis = Math.max(fenceMillis, row.get(outbox.fenceMillis()));
        }
        return new StoredNames(entries, tags, Duration.ofMillis(fenceMillis));
    }
}
