package io.pgstride.caching.internal.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.pgstride.caching.store.Fence;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The fences that stand, each for a time. Of many at once the oldest are put together to one that stands for all keys, so that memory is bounded and none is lost.
 * Thread-safe; whoever changes a key's fence holds the key.
 */
final class Fences<K> {
    private static final long MOST = 100_000;

    private record Floor(Fence fence, long until) {}

    private final long nanos;
    private final Cache<K, Fence> fences;
    private final AtomicReference<@Nullable Floor> floor = new AtomicReference<>();

    Fences(Duration time) {
        this.nanos = time.toNanos();
        this.fences = Caffeine.newBuilder()
                .expireAfterWrite(time)
                .maximumSize(MOST)
                .executor(Runnable::run)
                .evictionListener((@Nullable K key, @Nullable Fence fence, RemovalCause cause) -> {
                    if (cause == RemovalCause.SIZE && fence != null) {
                        raise(fence);
                    }
                })
                .build();
    }

    Optional<Fence> of(K key) {
        Fence own = fences.getIfPresent(key);
        Floor all = floor.get();
        if (all == null || all.until - System.nanoTime() < 0) {
            return Optional.ofNullable(own);
        }
        return Optional.of(own == null ? all.fence : own.and(all.fence));
    }

    void add(K key, Fence fence) {
        Fence before = fences.getIfPresent(key);
        fences.put(key, before == null ? fence : before.and(fence));
    }

    /** For all keys. */
    void raise(Fence fence) {
        long until = System.nanoTime() + nanos;
        floor.updateAndGet(old -> new Floor(old == null ? fence : old.fence.and(fence), until));
    }
}
