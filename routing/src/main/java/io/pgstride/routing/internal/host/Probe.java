package io.pgstride.routing.internal.host;

import io.pgstride.core.Lsn;
import io.pgstride.routing.HostRole;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/**
 * Asks one host what it is, on a connection that is kept. For one thread.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>A replica's timeline is a lower bound. {@code received_tli} tells it at once, where the role may read it (pg_read_all_stats); a walreceiver streams a timeline only
 *       after recovery has chosen it, so positions replayed beyond its switch point are of that timeline. The control file tells it to every role, later.
 *   <li>It never goes back while the same postmaster is in recovery.
 *   <li>An end of a primary's log right behind a page's header counts as the page's start, see {@link Lsn#beforePageHeader}.
 * </ul>
 */
final class Probe implements AutoCloseable {
    private static final String OPENED = """
            SELECT (SELECT system_identifier FROM pg_control_system()), extract(epoch from pg_postmaster_start_time())::text,
                   current_setting('wal_block_size')::integer,
                   current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer
                       - coalesce(current_setting('reserved_connections', true), '0')::integer""";
    private static final String ASKED = """
            SELECT pg_is_in_recovery(),
                   CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_insert_lsn() END::text,
                   CASE WHEN pg_is_in_recovery()
                        THEN greatest((SELECT received_tli FROM pg_stat_wal_receiver), (SELECT timeline_id FROM pg_control_checkpoint()),
                                      (SELECT min_recovery_end_timeline FROM pg_control_recovery()))
                        ELSE ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::integer END""";

    private final ProbeSource source;
    private final Duration timeout;
    private @Nullable Connection connection;
    private @Nullable PreparedStatement question;
    private String postmaster = "";
    private long systemIdentifier;
    private int blockSize;
    private int connections;
    private int timeline;

    Probe(ProbeSource source, Duration timeout) {
        this.source = source;
        this.timeout = timeout;
    }

    /** Asks; a connection that has been kept and fails is replaced once, unless it took the time of a probe to fail. */
    ProbeResult ask() throws SQLException {
        long begun = System.nanoTime();
        boolean kept = connection != null;
        try {
            return asked();
        } catch (SQLException | RuntimeException e) {
            close();
            if (!kept || System.nanoTime() - begun >= timeout.toNanos()) {
                throw e;
            }
        }
        try {
            return asked();
        } catch (SQLException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private ProbeResult asked() throws SQLException {
        if (question == null) {
            question = open();
        }
        long askedAt = System.nanoTime();
        try (ResultSet row = question.executeQuery()) {
            row.next();
            boolean replica = row.getBoolean(1);
            String position = row.getString(2);
            Lsn lsn = position == null ? new Lsn(0) : Lsn.parse(position);
            if (!replica) {
                timeline = row.getInt(3);
                return new ProbeResult(
                        HostRole.PRIMARY,
                        timeline,
                        lsn.beforePageHeader(blockSize),
                        systemIdentifier,
                        postmaster,
                        connections,
                        askedAt);
            }
            timeline = Math.max(timeline, row.getInt(3));
            return new ProbeResult(HostRole.REPLICA, timeline, lsn, systemIdentifier, postmaster, connections, askedAt);
        }
    }

    private PreparedStatement open() throws SQLException {
        Connection opened = source.open(timeout);
        connection = opened;
        opened.setNetworkTimeout(Runnable::run, Math.toIntExact(timeout.toMillis()));
        try (PreparedStatement statement = opened.prepareStatement(OPENED);
                ResultSet row = statement.executeQuery()) {
            row.next();
            systemIdentifier = row.getLong(1);
            blockSize = row.getInt(3);
            connections = row.getInt(4);
            if (!row.getString(2).equals(postmaster)) {
                postmaster = row.getString(2);
                timeline = 0;
            }
        }
        PreparedStatement asking = opened.prepareStatement(ASKED);
        // Named statements do not survive a proxy that gives each transaction another session.
        asking.unwrap(PGStatement.class).setPrepareThreshold(0);
        return asking;
    }

    @Override
    public void close() {
        Connection old = connection;
        connection = null;
        question = null;
        if (old != null) {
            try {
                old.close();
            } catch (SQLException e) {
                // It was broken, and is gone either way.
            }
        }
    }
}
