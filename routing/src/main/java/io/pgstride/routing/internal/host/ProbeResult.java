package io.pgstride.routing.internal.host;

import io.pgstride.core.Lsn;
import io.pgstride.routing.HostRole;

/**
 * What a host said of itself.
 *
 * @param role by {@code pg_is_in_recovery()}
 * @param timeline of its log, of a replica a lower bound; 0 if nothing was to be learnt
 * @param lsn of a primary the end of its log, of a replica what it has replayed
 * @param systemIdentifier the cluster's
 * @param startedAt when its server was started, by its own clock
 * @param connections how many the server has for those who are no superusers
 * @param askedAt on the monotonic clock, before the question was sent: whatever had been committed on a primary by then is before its {@code lsn}
 */
public record ProbeResult(
        HostRole role, int timeline, Lsn lsn, long systemIdentifier, String startedAt, int connections, long askedAt) {

    boolean isOfSameServer(ProbeResult other) {
        return systemIdentifier == other.systemIdentifier && startedAt.equals(other.startedAt);
    }
}
