package io.pgstride.caching.internal;

import io.pgstride.core.finding.Finding;
import io.pgstride.core.finding.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with a cache, by what its process has seen of late. */
final class CacheFindings {
    private static final double LOW_HIT_RATE = 0.3;
    private static final double MANY_FAILURES = 0.1;
    private static final double MANY_REJECTIONS = 0.01;

    private final String cache;
    private final List<Finding> findings = new ArrayList<>();

    private CacheFindings(String cache) {
        this.cache = cache;
    }

    static List<Finding> of(String cache, Recent recent, Limits limits, int unheard, boolean unstored, boolean behind) {
        CacheFindings found = new CacheFindings(cache);
        found.gets(recent);
        found.loads(recent, limits);
        found.store(unheard, unstored);
        found.primary(behind);
        return List.copyOf(found.findings);
    }

    private void gets(Recent recent) {
        recent.hits().mean().stream()
                .filter(rate -> rate < LOW_HIT_RATE)
                .forEach(rate -> add(Finding.of("caching.low-hit-rate", Severity.WARNING)
                        .summary("Most gets are misses, each of which costs more than no cache would:"
                                + " keep entries for longer, give them more room, or do without.")
                        .evidence("hit-rate", rounded(rate))));
    }

    private void loads(Recent recent, Limits limits) {
        double half = limits.lease().toNanos() / 2.0;
        recent.loadNanos().mean().stream()
                .filter(nanos -> nanos > half)
                .forEach(nanos -> add(Finding.of("caching.slow-loads", Severity.WARNING)
                        .summary("Loads take so long that leases end before them, and others load the same:"
                                + " make the loader's query faster, or the lease longer.")
                        .evidence("mean", Duration.ofNanos((long) nanos))
                        .evidence("lease", limits.lease())));
        recent.failures().mean().stream()
                .filter(rate -> rate > MANY_FAILURES)
                .forEach(rate -> add(Finding.of("caching.failing-loads", Severity.CRITICAL)
                        .summary("Loads fail: what callers are given as CacheLoadException tells why.")
                        .evidence("share", rounded(rate))));
        recent.rejections().mean().stream()
                .filter(rate -> rate > MANY_REJECTIONS)
                .forEach(rate -> add(Finding.of("caching.rejected-loads", Severity.WARNING)
                        .summary("Callers find no room to load in time: make the loader's query faster,"
                                + " or concurrentLoads greater if the database can bear it.")
                        .evidence("share", rounded(rate))
                        .evidence("concurrent-loads", limits.concurrentLoads())));
    }

    private void store(int unheard, boolean unstored) {
        if (unheard > 0) {
            add(Finding.of("caching.unheard-invalidations", Severity.WARNING)
                    .summary("The store does not answer, so that other processes may read what was invalidated here;"
                            + " it is told as soon as it does.")
                    .evidence("invalidations", unheard));
        }
        if (unstored) {
            add(Finding.of("caching.unknown-freshness", Severity.WARNING)
                    .summary("Nobody knows how fresh loads are, so that none is stored:"
                            + " load through a RoutingDataSource or from the primary, and in no open transaction."));
        }
    }

    private void primary(boolean behind) {
        if (behind) {
            add(
                    Finding.of("caching.primary-is-behind", Severity.CRITICAL)
                            .summary(
                                    "What was invalidated is read again where the primary should be, and that server is behind the commits:"
                                            + " callers are given what was before. Give the primary to loader(reads, primary, loader)."));
        }
    }

    private void add(Finding.Builder finding) {
        findings.add(finding.subject(cache).build());
    }

    private static double rounded(double share) {
        return Math.round(share * 1000) / 1000.0;
    }
}
