package io.pgstride.caching.redis.internal;

import io.pgstride.caching.redis.internal.StoreMetrics.Trouble;
import io.pgstride.caching.store.Entry;
import io.pgstride.caching.store.Fence;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Entries as bytes and back; what cannot be one counts, and is none. Thread-safe. */
final class Forms<V> {
    private static final Logger LOG = LoggerFactory.getLogger("io.pgstride.caching.redis.RedisBackend");
    private static final int ROOM = 1 << 16;
    private static final Payload ABSENT = new Payload(Payload.Kind.ABSENT, 0, new byte[0]);

    private final ValueForm<V> form;
    private final StoreMetrics metrics;

    Forms(ValueForm<V> form, StoreMetrics metrics) {
        this.form = form;
        this.metrics = metrics;
    }

    /** How long a value in Redis is at most, with some room for tags. */
    long longest() {
        return (long) form.maximumBytes() + ROOM;
    }

    /** Empty where it is not to be stored. */
    Optional<byte[]> write(Entry<V> entry, Optional<Fence> seen, long[] tags) {
        return payload(entry.value())
                .map(payload -> new Stored(
                                seen,
                                entry.freshUntil(),
                                entry.storedAt(),
                                entry.usableUntil(),
                                entry.loadMillis(),
                                tags,
                                payload)
                        .bytes());
    }

    private Optional<Payload> payload(@Nullable V value) {
        if (value == null) {
            return Optional.of(ABSENT);
        }
        try {
            Payload payload = form.encode(value);
            if (form.fits(payload)) {
                return Optional.of(payload);
            }
            metrics.count(Trouble.OVERSIZED);
        } catch (Exception | StackOverflowError e) {
            if (metrics.counted(Trouble.UNENCODABLE) == 0) {
                LOG.warn(
                        "Cache {}: a value cannot be encoded and is not stored; further ones are only counted",
                        metrics.cache(),
                        e);
            }
            metrics.count(Trouble.UNENCODABLE);
        }
        return Optional.empty();
    }

    /** The entry of these bytes, if there is one and its tags are as they were when it was loaded. */
    @Nullable
    Entry<V> read(byte @Nullable [] bytes, long[] tags) {
        if (bytes == null) {
            return null;
        }
        Optional<Stored> stored = Stored.parse(bytes);
        if (stored.isEmpty()) {
            metrics.count(Trouble.MALFORMED);
            return null;
        }
        return Arrays.equals(stored.get().tags(), tags) ? decode(stored.get()) : null;
    }

    private @Nullable Entry<V> decode(Stored stored) {
        try {
            V value = stored.payload().kind() == Payload.Kind.ABSENT ? null : form.decode(stored.payload());
            return new Entry<>(
                    value, stored.storedAt(), stored.freshUntil(), stored.usableUntil(), stored.loadMillis());
        } catch (Exception | StackOverflowError e) {
            metrics.count(Trouble.MALFORMED);
            return null;
        }
    }
}
