package io.pgstride.routing;

import io.pgstride.core.Lsn;
import java.time.Duration;
import java.util.Optional;

/**
 * What the router knows of a host. An immutable value.
 *
 * @param host its name
 * @param state whether it is used
 * @param role what it is to the others
 * @param timeline of its log; 0 where it is not known
 * @param lsn of a primary the end of its log, of a replica what it has replayed, both at the last probe
 * @param lag how old what a replica shows may be: the age of the newest position of the primary that it has replayed; zero for a primary, empty where
 *     it cannot be told
 * @param lagBytes how much of the primary's log, as last seen, a replica has not replayed; empty where it cannot be told
 * @param inUse how many of its connections are handed out by the router now
 * @param error why it is not {@link HostState#UP}, for people, without anything secret
 */
public record HostStatus(
        String host,
        HostState state,
        HostRole role,
        int timeline,
        Optional<Lsn> lsn,
        Optional<Duration> lag,
        Optional<Long> lagBytes,
        int inUse,
        Optional<String> error) {}
