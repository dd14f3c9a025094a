package io.pgstride.routing.internal.route;

import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.Lsn;
import io.pgstride.routing.Fallback;
import io.pgstride.routing.Route;
import io.pgstride.routing.internal.host.Host;
import io.pgstride.routing.internal.host.Reading;
import io.pgstride.routing.internal.host.View;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one request needs, with the router's defaults filled in.
 *
 * <p>How a token is met by a replica, given the primary's timeline and end as last seen:
 *
 * <ul>
 *   <li>Of the same timeline: the replica has replayed it. A token beyond the primary's end is taken at its word until the primary has been asked after the request
 *       came; if it is still beyond, it is forged or of another cluster, and counts as that end.
 *   <li>Of an earlier timeline: what of it has survived is before the epoch of the present one, so the replica is on the present one and beyond its epoch.
 *   <li>Of a later timeline: there is a primary that this router has not seen, and nobody here is known to have it.
 * </ul>
 *
 * @param route as the user gave it
 * @param writes whether only a primary will do
 * @param token what must be visible
 * @param maxLagNanos how old what a replica shows may be
 * @param fallback what to do when no replica is fit
 * @param since when the request came, on the monotonic clock
 */
public record Need(
        Route route,
        boolean writes,
        @Nullable ConsistencyToken token,
        long maxLagNanos,
        Fallback fallback,
        long since) {

    /** With the router's limits where the route has none. */
    public static Need of(Route route, boolean writes, Duration maxLag, Fallback fallback) {
        return new Need(
                route,
                writes,
                route.token().orElse(null),
                route.maxLag().orElse(maxLag).toNanos(),
                route.fallback().orElse(fallback),
                System.nanoTime());
    }

    /** The same with no limit but that the host answers. */
    Need stale() {
        return new Need(route, writes, null, Long.MAX_VALUE, fallback, since);
    }

    boolean fits(Host host, View view, long now) {
        Reading reading = host.reading();
        return reading.isReplica() && hasReplayed(reading, view) && isFresh(reading, now);
    }

    boolean isFresh(Reading replica, long now) {
        return maxLagNanos == Long.MAX_VALUE || replica.lagNanos(now) <= maxLagNanos;
    }

    boolean hasReplayed(Reading replica, View view) {
        return token == null || hasReplayed(replica, token, view);
    }

    private boolean hasReplayed(Reading replica, ConsistencyToken commit, View view) {
        if (commit.timeline() < view.timeline()) {
            return isAt(replica, view.timeline(), view.epoch());
        }
        boolean forged = commit.timeline() == view.timeline()
                && commit.lsn().compareTo(view.end()) > 0
                && view.endAskedAt() - since > 0;
        return isAt(replica, commit.timeline(), forged ? view.end() : commit.lsn());
    }

    private static boolean isAt(Reading replica, int timeline, Lsn lsn) {
        return replica.timeline() >= timeline && replica.lsn().compareTo(lsn) >= 0;
    }

    /** Whether what the primary shows includes the token: it does unless a later primary has given it. */
    boolean fitsPrimary(View view) {
        return token == null || token.timeline() <= view.timeline();
    }
}
