package io.pgstride.caching.redis.internal;

import io.pgstride.core.telemetry.Tags;
import io.pgstride.core.telemetry.Telemetry;

/** What a near cache counts; thread-safe. */
final class NearMetrics {
    private final Telemetry.Counter hits;
    private final Telemetry.Counter ended;

    NearMetrics(Telemetry telemetry, String cache) {
        Tags tags = Tags.of("cache", cache);
        hits = telemetry.counter("pgstride.caching.redis.near-hits", tags);
        ended = telemetry.counter("pgstride.caching.redis.near-ended", tags);
    }

    /** An entry was given from memory. */
    void hit() {
        hits.increment();
    }

    /** An entry that was asked for does not count any more, as it was changed. */
    void ended() {
        ended.increment();
    }
}
