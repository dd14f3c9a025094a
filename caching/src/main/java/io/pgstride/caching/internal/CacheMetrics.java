package io.pgstride.caching.internal;

import io.pgstride.core.telemetry.Tags;
import io.pgstride.core.telemetry.Telemetry;
import java.time.Duration;

/** What a cache counts; thread-safe. */
public final class CacheMetrics {
    private final Telemetry.Counter hitCounter;
    private final Telemetry.Counter staleCounter;
    private final Telemetry.Counter missCounter;
    private final Telemetry.Counter rejections;
    private final Telemetry.Counter failures;
    private final Telemetry.Counter fenced;
    private final Telemetry.Counter unreachable;
    private final Telemetry.Counter skipped;
    private final Telemetry.Timer loads;
    private final Recent recent = new Recent();

    /** By the name of the cache. */
    public CacheMetrics(Telemetry telemetry, String cache) {
        Tags tags = Tags.of("cache", cache);
        hitCounter = telemetry.counter("pgstride.caching.gets", tags.and("result", "hit"));
        staleCounter = telemetry.counter("pgstride.caching.gets", tags.and("result", "stale"));
        missCounter = telemetry.counter("pgstride.caching.gets", tags.and("result", "miss"));
        rejections = telemetry.counter("pgstride.caching.rejections", tags);
        failures = telemetry.counter("pgstride.caching.load-failures", tags);
        fenced = telemetry.counter("pgstride.caching.fenced-loads", tags);
        unreachable = telemetry.counter("pgstride.caching.store-failures", tags);
        skipped = telemetry.counter("pgstride.caching.skipped-refreshes", tags);
        loads = telemetry.timer("pgstride.caching.loads", tags);
    }

    void hit(long now) {
        hitCounter.increment();
        recent.hit(now);
    }

    void stale() {
        staleCounter.increment();
    }

    void missed(int number, long now) {
        missCounter.add(number);
        recent.missed(number, now);
    }

    void rejected() {
        rejections.increment();
        recent.rejected();
    }

    void loadFailed() {
        failures.increment();
        recent.loadFailed();
    }

    /** A replica had not seen enough. */
    void readAgain() {
        fenced.increment();
    }

    void storeFailed() {
        unreachable.increment();
    }

    void refreshSkipped() {
        skipped.increment();
    }

    void loaded(Duration time) {
        loads.record(time);
        recent.loaded(time.toNanos());
    }

    Recent recent() {
        return recent;
    }
}
