package io.pgstride.caching.redis.internal.outbox;

import io.pgstride.caching.InvalidationOutbox.Receipt;
import io.pgstride.caching.store.StoredNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What one transaction invalidates, as it is about to commit. For the transaction's thread. */
final class Draft {

    /** One call's part of it. */
    static final class Part implements Receipt {
        private final StoredNames names;
        private boolean heard;

        Part(StoredNames names) {
            this.names = names;
        }

        @Override
        public void heard() {
            heard = true;
        }
    }

    private final List<Part> parts = new ArrayList<>();
    private long id;

    void add(Part part) {
        parts.add(part);
    }

    /** All parts as one. */
    StoredNames names() {
        Set<String> entries = new HashSet<>();
        Set<String> tags = new HashSet<>();
        Duration fenceTime = Duration.ZERO;
        for (Part part : parts) {
            entries.addAll(part.names.entries());
            tags.addAll(part.names.tags());
            fenceTime = fenceTime.compareTo(part.names.fenceTime()) > 0 ? fenceTime : part.names.fenceTime();
        }
        return new StoredNames(entries, tags, fenceTime);
    }

    void written(long row) {
        id = row;
    }

    long id() {
        return id;
    }

    /** Whether the store has heard of all of it. */
    boolean isHeard() {
        return parts.stream().allMatch(part -> part.heard);
    }
}
