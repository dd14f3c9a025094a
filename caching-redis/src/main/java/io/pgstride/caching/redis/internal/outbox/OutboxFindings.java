package io.pgstride.caching.redis.internal.outbox;

import io.pgstride.core.finding.Finding;
import io.pgstride.core.finding.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with an outbox, by what its process knows. */
final class OutboxFindings {
    private static final Duration LONGEST_LAG = Duration.ofSeconds(30);
    private static final Duration LONGEST_REPLAY = Duration.ofSeconds(30);

    private OutboxFindings() {}

    static List<Finding> of(String prefix, Duration lag, Duration closedFor, boolean relaying, boolean closed) {
        List<Finding> findings = new ArrayList<>();
        if (!relaying) {
            findings.add(Finding.of("caching.outbox-relay-stopped", Severity.CRITICAL)
                    .subject(prefix)
                    .summary(
                            closed
                                    ? "The relay of this process was closed: its caches do without Redis from then on, each get loads. Close it behind the caches; to go on, build a backend, a relay and caches anew."
                                    : "The relay of this process does not run: what a process that dies has not invalidated is left to others. Look at the log.")
                    .build());
        }
        if (lag.compareTo(LONGEST_LAG) > 0) {
            findings.add(Finding.of("caching.outbox-lag", Severity.WARNING)
                    .subject(prefix)
                    .summary(
                            "Invalidations wait in the outbox, so that entries are stale: nobody relays them, or Redis or the database does not answer.")
                    .evidence("lag", lag)
                    .build());
        }
        if (closedFor.compareTo(LONGEST_REPLAY) > 0) {
            findings.add(Finding.of("caching.redis-distrusted", Severity.WARNING)
                    .subject(prefix)
                    .summary(
                            "Redis is not used, as invalidations are yet to be replayed to it: look at whether it and the database answer, and whether INFO is allowed.")
                    .evidence("for", closedFor)
                    .build());
        }
        return List.copyOf(findings);
    }
}
