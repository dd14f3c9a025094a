package io.pgstride.caching.redis.internal;

import io.pgstride.core.telemetry.Tags;
import io.pgstride.core.telemetry.Telemetry;
import java.util.concurrent.atomic.LongAdder;

/** What a store counts; thread-safe. Also kept here, so that findings can tell. */
final class StoreMetrics {

    /** Why an entry is not used, or not stored. */
    enum Trouble {
        /** What is in Redis is none of ours, or not whole. */
        MALFORMED("malformed-values"),
        /** Longer than may be stored. */
        OVERSIZED("oversized-values"),
        /** The codec failed. */
        UNENCODABLE("unencodable-values");

        private final String counter;

        Trouble(String counter) {
            this.counter = counter;
        }
    }

    private final String cache;
    private final Telemetry.Counter[] counters;
    private final LongAdder[] counts;

    StoreMetrics(Telemetry telemetry, String cache) {
        this.cache = cache;
        this.counters = new Telemetry.Counter[Trouble.values().length];
        this.counts = new LongAdder[counters.length];
        for (Trouble trouble : Trouble.values()) {
            counters[trouble.ordinal()] =
                    telemetry.counter("pgstride.caching.redis." + trouble.counter, Tags.of("cache", cache));
            counts[trouble.ordinal()] = new LongAdder();
        }
    }

    String cache() {
        return cache;
    }

    void count(Trouble trouble) {
        counters[trouble.ordinal()].increment();
        counts[trouble.ordinal()].increment();
    }

    long counted(Trouble trouble) {
        return counts[trouble.ordinal()].sum();
    }
}
