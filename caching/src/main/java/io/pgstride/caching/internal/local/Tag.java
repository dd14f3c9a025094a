package io.pgstride.caching.internal.local;

import io.pgstride.caching.store.Fence;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A tag from one invalidation to the next. Entries hold it, so that they see at once when it is over. */
final class Tag {
    private final @Nullable Fence fence;
    private final long fenceUntil;
    private volatile boolean over;

    Tag(@Nullable Fence fence, long fenceUntil) {
        this.fence = fence;
        this.fenceUntil = fenceUntil;
    }

    /** What loads must have seen; empty if nothing was invalidated lately. */
    Optional<Fence> fence(long now) {
        return Optional.ofNullable(fence).filter(any -> fenceUntil - now >= 0);
    }

    boolean isOver() {
        return over;
    }

    void end() {
        over = true;
    }
}
