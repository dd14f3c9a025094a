package io.pgstride.caching.internal.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.pgstride.caching.store.Fence;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The tags of a cache. One that is dropped for want of room is over, and the entries with it. Thread-safe. */
final class Tags {
    private static final long MOST = 100_000;

    private final long nanos;
    private final Cache<String, Tag> tags;

    /** With what hears of the fences that are dropped. */
    Tags(Duration fenceTime, Consumer<Fence> dropped) {
        this.nanos = fenceTime.toNanos();
        this.tags = Caffeine.newBuilder()
                .maximumSize(MOST)
                .executor(Runnable::run)
                .evictionListener((@Nullable String name, @Nullable Tag tag, RemovalCause cause) -> {
                    if (tag != null) {
                        tag.end();
                        tag.fence(System.nanoTime()).ifPresent(dropped);
                    }
                })
                .build();
    }

    List<Tag> of(Set<String> names) {
        return names.stream()
                .map(name -> tags.get(name, absent -> new Tag(null, 0)))
                .toList();
    }

    void invalidate(String name, Fence fence) {
        long now = System.nanoTime();
        tags.asMap().compute(name, (same, old) -> {
            Optional<Fence> before = old == null ? Optional.empty() : old.fence(now);
            Tag next = new Tag(before.map(fence::and).orElse(fence), now + nanos);
            if (old != null) {
                old.end();
            }
            return next;
        });
    }
}
