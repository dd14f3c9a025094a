package io.pgstride.caching.redis.internal;

import io.pgstride.core.telemetry.Tags;
import io.pgstride.core.telemetry.Telemetry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
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

    private record Count(Telemetry.Counter shown, LongAdder kept) {}

    private final String cache;
    private final Map<Trouble, Count> counts = new EnumMap<>(Trouble.class);

    StoreMetrics(Telemetry telemetry, String cache) {
        this.cache = cache;
        for (Trouble trouble : Trouble.values()) {
            Telemetry.Counter shown =
                    telemetry.counter("pgstride.caching.redis." + trouble.counter, Tags.of("cache", cache));
            counts.put(trouble, new Count(shown, new LongAdder()));
        }
    }

    String cache() {
        return cache;
    }

    void count(Trouble trouble) {
        Count count = of(trouble);
        count.shown.increment();
        count.kept.increment();
    }

    long counted(Trouble trouble) {
        return of(trouble).kept.sum();
    }

    private Count of(Trouble trouble) {
        return Objects.requireNonNull(counts.get(trouble));
    }
}
