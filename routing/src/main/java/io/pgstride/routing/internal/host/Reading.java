package io.pgstride.routing.internal.host;

import io.pgstride.core.Lsn;
import io.pgstride.routing.HostRole;
import io.pgstride.routing.HostState;
import io.pgstride.routing.HostStatus;
import java.time.Duration;
import java.util.Optional;
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

    /** For people and for gauges. */
    HostStatus status(String host, int inUse, Optional<Long> primaryPosition) {
        boolean answered = timeline > 0;
        boolean up = state == HostState.UP;
        boolean replica = role == HostRole.REPLICA;
        Optional<Duration> lag = replica
                ? Optional.ofNullable(freshAsOf).map(since -> Duration.ofNanos(System.nanoTime() - since))
                : Optional.of(Duration.ZERO).filter(zero -> up);
        Optional<Long> behind = primaryPosition
                .filter(position -> replica ? answered : up)
                .map(position -> replica ? Math.max(0, position - lsn.value()) : 0);
        return new HostStatus(
                host,
                state,
                role,
                timeline,
                Optional.of(lsn).filter(position -> answered),
                lag,
                behind,
                inUse,
                Optional.ofNullable(error));
    }
}
