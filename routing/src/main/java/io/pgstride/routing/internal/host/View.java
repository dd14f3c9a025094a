package io.pgstride.routing.internal.host;

import io.pgstride.core.Lsn;
import io.pgstride.routing.HostRole;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The hosts at one moment. What is read of each may be newer.
 *
 * @param hosts in the order of their adding
 * @param primary the one that takes writes; null if there is none now
 * @param timeline of the last primary; 0 if there was none
 * @param epoch where the log of that timeline ended when it was first seen: nothing of an earlier timeline that counts is beyond
 * @param end of the last primary's log, as last seen
 * @param endAskedAt when that was asked
 * @param version rises with each probe
 */
public record View(
        List<Host> hosts, @Nullable Host primary, int timeline, Lsn epoch, Lsn end, long endAskedAt, long version) {
    static final View EMPTY = new View(List.of(), null, 0, new Lsn(0), new Lsn(0), 0, 0);

    /** Whether nobody was ever added but what is or was the primary. */
    public boolean hasNoReplica() {
        return hosts.size() <= 1
                && hosts.stream().allMatch(host -> host.reading().role() != HostRole.REPLICA);
    }

    /** The end of the last primary's log. */
    public Optional<Long> position() {
        return timeline == 0 ? Optional.empty() : Optional.of(end.value());
    }
}
