package io.pgstride.caching.store;

import org.jspecify.annotations.Nullable;

/**
 * What a store holds for a key. Times are milliseconds of the wall clock, as processes share them; a clock that is off makes an entry older or younger, never stale.
 *
 * @param value null where the source has nothing for this key
 * @param storedAt when it was loaded
 * @param freshUntil from then on it is loaded again when it is asked for
 * @param usableUntil from then on it is as if it were not there
 * @param loadMillis how long loading took
 * @param <V> the type of values
 */
public record Entry<V>(@Nullable V value, long storedAt, long freshUntil, long usableUntil, long loadMillis) {}
