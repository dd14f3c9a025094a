package io.pgstride.batching.internal.backfill;

import io.pgstride.batching.backfill.Throttle;
import io.pgstride.core.PgstrideException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * How far standbys are behind, by time, by bytes, or both. Not thread-safe: asked by one thread at a time.
 *
 * <p>PostgreSQL measures {@code replay_lag} when a standby reports progress, so one that has ceased to replay keeps its last small figure.
 * Therefore the time since a standby that is behind was last seen to advance counts too.
 */
public final class ReplicaLag implements Throttle {
    /** Columns are NULL for a role that may not see them. */
    private static final String SQL = """
            select pid, coalesce(application_name, '') as name, state is not null as visible,
                   replay_lsn::text as place, extract(epoch from replay_lag)::float8 as seconds,
                   coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), coalesce(replay_lsn, sent_lsn)), 0)::bigint as bytes
              from pg_stat_replication
             where state is null or state in ('streaming', 'catchup')
            """;

    /** Less than this is in flight to any standby, and no sign that it stands still. */
    private static final long IN_FLIGHT = 1 << 20;

    private final @Nullable Duration time;
    private final long bytes;
    private final Map<Integer, Seen> seen = new HashMap<>();

    private record Seen(@Nullable String place, long since) {}

    /** With one limit or both; {@link Long#MAX_VALUE} bytes are none. */
    public ReplicaLag(@Nullable Duration time, long bytes) {
        this.time = time;
        this.bytes = bytes;
    }

    @Override
    public String name() {
        return "replica-lag";
    }

    @Override
    public Optional<String> check(DSLContext dsl) {
        Optional<String> reason = Optional.empty();
        Set<Integer> present = new HashSet<>();
        for (Record standby : dsl.resultQuery(SQL).fetch()) {
            if (!standby.get("visible", boolean.class)) {
                throw new PgstrideException("throttle replica-lag cannot see the standbys in pg_stat_replication;"
                        + " grant pg_monitor to the role of the backfill");
            }
            present.add(standby.get("pid", Integer.class));
            reason = reason.or(() -> judge(standby));
        }
        seen.keySet().retainAll(present);
        return reason;
    }

    private Optional<String> judge(Record standby) {
        long behind = standby.get("bytes", long.class);
        String who = "standby " + standby.get("name", String.class);
        Duration lag = lag(standby, behind);
        if (time != null && lag.compareTo(time) > 0) {
            return Optional.of(who + " is " + lag.toMillis() + " ms behind, limit " + time.toMillis() + " ms");
        }
        return behind > bytes ? Optional.of(who + " is " + behind + " bytes behind, limit " + bytes) : Optional.empty();
    }

    private Duration lag(Record standby, long behind) {
        Double seconds = standby.get("seconds", Double.class);
        Duration reported = seconds == null ? Duration.ZERO : Duration.ofNanos((long) (seconds * 1e9));
        Duration still = still(standby, behind);
        return reported.compareTo(still) > 0 ? reported : still;
    }

    private Duration still(Record standby, long behind) {
        Integer pid = standby.get("pid", Integer.class);
        String place = standby.get("place", String.class);
        Seen before = seen.get(pid);
        long now = System.nanoTime();
        if (behind < IN_FLIGHT || before == null || !Objects.equals(before.place(), place)) {
            seen.put(pid, new Seen(place, now));
            return Duration.ZERO;
        }
        return Duration.ofNanos(now - before.since());
    }

    @Override
    public String toString() {
        return "replica-lag" + (time == null ? "" : " " + time.toMillis() + " ms")
                + (bytes == Long.MAX_VALUE ? "" : " " + bytes + " bytes");
    }
}
