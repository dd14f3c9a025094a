package io.pgstride.testing.internal;

import java.util.stream.Stream;

/**
 * What a standby and its primary say of the stream between them.
 *
 * <p>A receiver counts as streaming as soon as it is connected, also to a primary whose timeline has left the standby's before the point
 * that this one has replayed. It is on the primary's timeline only if it could follow there.
 */
final class Replication {
    private static final String TIMELINE =
            "('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::int";

    private Replication() {}

    /** Whether a standby receives from that primary, as an expression for the standby. */
    static String receivesFrom(HostSql primary) {
        return "exists (select from pg_stat_wal_receiver where status = 'streaming' and sender_port = %d and received_tli = %s)"
                .formatted(primary.server().target().firstPort(), primary.text(TIMELINE));
    }

    /**
     * The end of the primary's log, all of it flushed, so that standbys get it: what no commit has flushed may stay behind for long. It is
     * flushed by a commit of its own, which does not wait for standbys.
     */
    static String flushedEnd(HostSql primary) {
        primary.execute("begin; set local synchronous_commit = local; "
                + "select pg_logical_emit_message(true, 'pgstride', ''); commit");
        return primary.text("pg_current_wal_flush_lsn()");
    }

    /** Whether a standby has replayed all up to there, or will not since its replay is paused. */
    static String hasReplayed(HostSql primary, String end) {
        return "pg_is_wal_replay_paused() or (pg_last_wal_replay_lsn() >= '" + end + "'::pg_lsn and "
                + receivesFrom(primary) + ")";
    }

    /** Whether a log (of 14 to 18) says that the standby can never follow: it has overtaken the primary, or what it needs is gone there. */
    static boolean hasParted(String log) {
        return Stream.of(
                        "before current recovery point",
                        "is not a child of database system timeline",
                        "is not a child of this server's history",
                        "is not in this server's history",
                        "is behind recovery timeline",
                        "has already been removed")
                .anyMatch(log::contains);
    }
}
