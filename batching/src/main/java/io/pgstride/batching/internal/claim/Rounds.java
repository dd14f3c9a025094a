package io.pgstride.batching.internal.claim;

import io.pgstride.batching.BatchHandler;
import io.pgstride.batching.InvalidClaimException;
import io.pgstride.batching.internal.run.Round;
import java.time.Duration;
import javax.sql.DataSource;
import org.jooq.Record;

/** Makes rounds of claims. */
public final class Rounds {
    /** Enough for a statement to take and to be prolonged. */
    private static final Duration SHORTEST_LEASE = Duration.ofMillis(100);

    private static final Duration LONGEST_LEASE = Duration.ofDays(365);

    private Rounds() {}

    /** Claim, work and acknowledgement in one transaction. */
    public static <R extends Record> Round transactional(
            DataSource dataSource, ClaimSpec<R> claim, BatchHandler<R> handler, RoundOptions options) {
        ClaimRules.check(claim, false);
        return new TransactionalRound<>(dataSource, claim, handler, options);
    }

    /** Claim, work and acknowledgement by themselves. */
    public static <R extends Record> LeasedRounds leased(
            DataSource dataSource, ClaimSpec<R> claim, Duration lease, BatchHandler<R> handler, RoundOptions options) {
        ClaimRules.check(claim, true);
        if (lease.compareTo(SHORTEST_LEASE) < 0 || lease.compareTo(LONGEST_LEASE) > 0) {
            throw new InvalidClaimException("a lease of " + lease + " on " + claim.tableName()
                    + " is out of range; give " + SHORTEST_LEASE + " to " + LONGEST_LEASE);
        }
        return new LeasedRound<>(dataSource, claim, lease, handler, options);
    }
}
