package io.pgstride.caching.redis.internal;

import io.pgstride.caching.store.Fence;
import java.time.Duration;

/** The calls that invalidate, whoever makes them. */
final class Invalidating {
    /** How long a tag is known after the last claim of one of its entries; then these are as if they had been invalidated. */
    static final Duration TAGS_KNOWN = Duration.ofDays(30);

    private Invalidating() {}

    static Call entry(Keys.Names entry, Fence fence, byte[] fenceMillis) {
        return Call.of(Script.INVALIDATE, entry.ended(), FenceText.bytes(fence), fenceMillis);
    }

    static Call tag(Keys.TagNames tag, Fence fence, byte[] fenceMillis) {
        return Call.of(
                Script.INVALIDATE_TAG,
                tag.both(),
                TagState.newVersion(),
                Call.number(TAGS_KNOWN.toMillis()),
                FenceText.bytes(fence),
                fenceMillis);
    }
}
