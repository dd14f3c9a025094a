package io.pgstride.routing.internal.host;

import io.pgstride.core.Lsn;
import io.pgstride.routing.HostRole;
import io.pgstride.routing.HostState;
import org.jspecify.annotations.Nullable;

/**
 * What is held of a host after its last probe. What it said of itself stays when it stops answering.
 *
 * @param state whether it is used
 * @param role by its last word
 * @param timeline 0 if it has never answered
 * @param lsn by its last word
 * @param connections how many the server has for those who are no superusers; 0 if it has never answered
 * @param askedAt when the last probe that was answered was sent, on the monotonic clock
 * @param freshAsOf a replica shows whatever had been committed by then, on the monotonic clock; null where that cannot be told
 * @param error why it is not up
 */
public record Reading(
        HostState state,
        HostRole role,
        int timeline,
        Lsn lsn,
        int connections,
        long askedAt,
        @Nullable Long freshAsOf,
        @Nullable String error) {
    static final Reading NONE = new Reading(HostState.UNKNOWN, HostRole.UNKNOWN, 0, new Lsn(0), 0, 0, null, null);

    Reading state(HostState changed, @Nullable String why) {
        return new Reading(changed, role, timeline, lsn, connections, askedAt, freshAsOf, why);
    }

    /** Whether its role was the same, and nobody had been promoted between. */
    boolean isOfSameTime(Reading other) {
        return role == other.role && timeline == other.timeline;
    }

    /** Whether it answers and replays. */
    public boolean isReplica() {
        return state == HostState.UP && role == HostRole.REPLICA;
    }

    /** Whether it answers and takes writes. */
    public boolean isPrimary() {
        return state == HostState.UP && role == HostRole.PRIMARY;
    }

    /** How old what it shows may be; longer than any limit where that cannot be told. */
    public long lagNanos(long now) {
        return freshAsOf == null ? Long.MAX_VALUE : now - freshAsOf;
    }
}
