package io.pgstride.caching.redis.internal;

import io.pgstride.caching.redis.internal.StoreMetrics.Trouble;
import io.pgstride.core.finding.Finding;
import io.pgstride.core.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is wrong with Redis and with what is in it, by what the stores have seen. */
final class RedisFindings {
    private RedisFindings() {}

    static List<Finding> of(
            String prefix,
            Optional<String> unreachable,
            Optional<String> nearTrouble,
            Optional<Eviction.Policy> eviction,
            List<StoreMetrics> stores) {
        List<Finding> findings = new ArrayList<>();
        unreachable.ifPresent(why -> findings.add(Finding.of("caching.redis-unreachable", Severity.CRITICAL)
                .subject(prefix)
                .summary(
                        "Redis does not answer in time, and caches go on without it: look at the reason, at Redis, and at the way to it.")
                .evidence("reason", why)
                .build()));
        nearTrouble.ifPresent(why -> findings.add(Finding.of("caching.near-bypassed", Severity.WARNING)
                .subject(prefix)
                .summary(
                        "Redis does not tell of changes, so that near caches are bypassed: look at the reason; it must be Redis 6 or later, and its user may call HELLO, CLIENT and INFO.")
                .evidence("reason", why)
                .build()));
        eviction.ifPresent(policy ->
                findings.add(Finding.of("caching.redis-evicts", policy.evicted() > 0 ? Severity.WARNING : Severity.INFO)
                        .subject(prefix)
                        .summary(
                                "Redis drops keys when its memory is full, fences before their time among them, behind which what a lagging replica gave may be stored:"
                                        + " give it more memory than entries take until they expire, or load from the primary.")
                        .evidence("policy", policy.policy())
                        .evidence("maximum-bytes", policy.maximumBytes())
                        .evidence("evicted-keys", policy.evicted())
                        .build()));
        for (StoreMetrics store : stores) {
            judge(
                    store,
                    Trouble.OVERSIZED,
                    "caching.oversized-values",
                    "Values are longer than maximumBytes and are not stored: store less, compress, or raise it.",
                    findings);
            judge(
                    store,
                    Trouble.UNENCODABLE,
                    "caching.unencodable-values",
                    "The codec fails on values, so that they are not stored: the log has the first of its errors.",
                    findings);
            judge(
                    store,
                    Trouble.MALFORMED,
                    "caching.malformed-values",
                    "Values in Redis cannot be read: the form of values has changed without schemaVersion, or somebody else writes to these keys.",
                    findings);
        }
        return List.copyOf(findings);
    }

    private static void judge(StoreMetrics store, Trouble trouble, String key, String summary, List<Finding> findings) {
        long count = store.counted(trouble);
        if (count > 0) {
            findings.add(Finding.of(key, Severity.WARNING)
                    .subject(store.cache())
                    .summary(summary)
                    .evidence("values", count)
                    .build());
        }
    }
}
