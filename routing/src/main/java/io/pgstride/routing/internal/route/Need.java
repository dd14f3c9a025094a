package io.pgstride.routing.internal.route;

import io.pgstride.core.ConsistencyToken;
import io.pgstride.routing.Fallback;
import io.pgstride.routing.Route;
import io.pgstride.routing.internal.host.Demand;
import io.pgstride.routing.internal.host.Host;
import io.pgstride.routing.internal.host.Reading;
import io.pgstride.routing.internal.host.View;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one request needs, with the router's defaults filled in. Immutable.
 *
 * <p>How a token is met by a replica, given the primary's timeline and end as last seen ({@link #seen}):
 *
 * <ul>
 *   <li>Of the same timeline: the replica has replayed it. A token beyond the primary's end is taken at its word until the primary has been asked after the request
 *       came; if it is still beyond, it is forged, and counts as the end that was seen then. That end stays, or replicas would never reach it while others write.
 *   <li>Of an earlier timeline: what of it has survived is before the epoch of the present one, so the replica is on the present one and beyond its epoch.
 *   <li>Of a later timeline: there is a primary that this router has not seen, and nobody here is known to have it.
 * </ul>
 *
 * @param route as the user gave it
 * @param writes whether only a primary will do
 * @param token what must be visible
 * @param isTrue whether the token was found to be one that the primary can have given
 * @param maxLagNanos how old what a replica shows may be
 * @param fallback what to do when no replica is fit
 * @param since when the request came, on the monotonic clock
 */
public record Need(
        Route route,
        boolean writes,
        @Nullable ConsistencyToken token,
        boolean isTrue,
        long maxLagNanos,
        Fallback fallback,
        long since)
        implements Demand {

    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    /** With the router's limits where the route has none. */
    public static Need of(Route route, boolean writes, Duration maxLag, Fallback fallback) {
        return new Need(
                route,
                writes,
                route.token().orElse(null),
                false,
                nanos(route.maxLag().orElse(maxLag)),
                route.fallback().orElse(fallback),
                System.nanoTime());
    }

    /** What is longer than can be counted is no limit. */
    private static long nanos(Duration limit) {
        return limit.compareTo(LONGEST) > 0 ? Long.MAX_VALUE : limit.toNanos();
    }

    /** The same with no limit but that the host answers. */
    Need stale() {
        return new Need(route, writes, null, true, Long.MAX_VALUE, fallback, since);
    }

    /** The same, given what is known of the primary now. */
    Need seen(View view) {
        if (token == null || token.timeline() > view.timeline()) {
            return this;
        }
        if (token.timeline() < view.timeline()) {
            return with(new ConsistencyToken(view.timeline(), view.epoch()));
        }
        boolean beyond = !isTrue && token.lsn().compareTo(view.end()) > 0;
        return beyond && view.endAskedAt() - since > 0 ? with(new ConsistencyToken(view.timeline(), view.end())) : this;
    }

    private Need with(ConsistencyToken instead) {
        return new Need(route, writes, instead, true, maxLagNanos, fallback, since);
    }

    boolean fits(Host host, long now) {
        return !host.isSuspect() && isReplicaThatFits(host.reading(), now);
    }

    private boolean isReplicaThatFits(Reading reading, long now) {
        return reading.isReplica() && hasReplayed(reading) && isFresh(reading, now);
    }

    @Override
    public boolean hasLimits() {
        return token != null || isBounded();
    }

    @Override
    public boolean isMetBy(Reading reading) {
        if (reading.isPrimary()) {
            return writes || isWithin(reading.timeline());
        }
        return !writes && isReplicaThatFits(reading, isBounded() ? System.nanoTime() : 0);
    }

    private boolean isBounded() {
        return maxLagNanos != Long.MAX_VALUE;
    }

    boolean isFresh(Reading replica, long now) {
        return !isBounded() || replica.lagNanos(now) <= maxLagNanos;
    }

    boolean hasReplayed(Reading replica) {
        return token == null
                || (replica.timeline() >= token.timeline() && replica.lsn().compareTo(token.lsn()) >= 0);
    }

    /** Whether what the primary shows includes the token: it does unless a later primary has given it. */
    boolean fitsPrimary(View view) {
        return isWithin(view.timeline());
    }

    boolean isWithin(int timeline) {
        return token == null || token.timeline() <= timeline;
    }
}
