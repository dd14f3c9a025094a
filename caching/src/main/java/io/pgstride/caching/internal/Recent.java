package io.pgstride.caching.internal;

/** How a cache has fared of late, for its findings. Thread-safe. */
final class Recent {
    /** A hit in memory costs little more than counting it. So gets are counted in one millisecond of as many only, hits and misses alike. */
    private static final int COUNTED = 16;

    private final RecentMean hits = new RecentMean();
    private final RecentMean loadNanos = new RecentMean();
    private final RecentMean failures = new RecentMean();
    private final RecentMean rejections = new RecentMean();

    void hit(long now) {
        if (now % COUNTED == 0) {
            hits.add(1, 1);
        }
    }

    void missed(int number, long now) {
        if (now % COUNTED == 0) {
            hits.add(0, number);
        }
    }

    void loaded(long nanos) {
        loadNanos.add(nanos, 1);
        failures.add(0, 1);
        rejections.add(0, 1);
    }

    void loadFailed() {
        failures.add(1, 1);
        rejections.add(0, 1);
    }

    void rejected() {
        rejections.add(1, 1);
    }

    /** Of gets that were hits. */
    RecentMean hits() {
        return hits;
    }

    /** How long loads take. */
    RecentMean loadNanos() {
        return loadNanos;
    }

    /** Of loads that failed. */
    RecentMean failures() {
        return failures;
    }

    /** Of loads for which there was no room. */
    RecentMean rejections() {
        return rejections;
    }
}
