package io.pgstride.testing.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One server of a cluster: an embedded one that is killed and started, promoted and led to another primary. To be told one thing at a
 * time; may be asked by any thread.
 *
 * <p>Its role is that of its data directory: a standby has the file standby.signal, which PostgreSQL removes when it is promoted.
 */
public final class ClusterNode implements AutoCloseable {
    private static final AtomicLong TURNS = new AtomicLong();

    private final EmbeddedPostgresServer server;
    private final HostSql sql;
    private final int major;
    private volatile long primarySince;

    private ClusterNode(String name, EmbeddedPostgresServer server) {
        this.server = ShutdownHook.add(server);
        this.sql = new HostSql(name, server);
        this.major = Integer.parseInt(sql.text("current_setting('server_version_num')::int / 10000"));
    }

    /** The first one. */
    public static ClusterNode primary(String name, PostgresSpec spec) {
        ClusterNode node = new ClusterNode(name, start(spec, InitialData.NONE));
        node.primarySince = TURNS.incrementAndGet();
        return node;
    }

    /** One that follows this one; blocks until it does. */
    public ClusterNode standby(String standby, PostgresSpec spec) {
        PostgresSpec same = spec.withMajor(OptionalInt.of(major));
        ClusterNode node = new ClusterNode(standby, start(same, new BaseBackup(server, major, standby)));
        try {
            node.awaitFollows(this);
            return node;
        } catch (RuntimeException e) {
            node.close();
            throw e;
        }
    }

    private static EmbeddedPostgresServer start(PostgresSpec spec, InitialData data) {
        PostgresSpec chosen = PostgresSwitch.current().embedded(spec);
        return Starts.start("PostgreSQL", Setting.POSTGRES, () -> new EmbeddedPostgresStart(chosen, data).run());
    }

    /** As a server alone. */
    public RunningPostgres running() {
        return server;
    }

    /** Where it listens, also while it does not. */
    public JdbcTarget target() {
        return server.target();
    }

    /** Whether it was started and neither stopped nor killed. */
    public boolean isRunning() {
        return !server.isDown();
    }

    /** By its data, so also while it does not run. */
    public boolean isStandby() {
        return Files.exists(data().resolve(BaseBackup.STANDBY_SIGNAL));
    }

    /** Rises each time that one is started or promoted as a primary; 0 for never. */
    public long primarySince() {
        return primarySince;
    }

    /** By its own word. */
    public boolean isInRecovery() {
        return sql.isTrue("pg_is_in_recovery()");
    }

    /** Starts it again with its data and role; nothing if it runs. */
    public void start() {
        if (!isRunning()) {
            server.start();
            if (!isStandby()) {
                primarySince = TURNS.incrementAndGet();
            }
        }
    }

    /** Ends it with its sessions. */
    public void stop() {
        if (isRunning()) {
            server.stop();
        }
    }

    /** Ends it as a power cut does. */
    public void kill() {
        if (isRunning()) {
            server.kill();
        }
    }

    /** Has it take writes on a timeline of its own. */
    public void promote() {
        sql.requireRunning();
        if (!isStandby()) {
            throw new IllegalStateException("host " + sql.name() + " is no standby; only such a one is promoted");
        }
        if (!sql.isTrue("pg_promote(true, 60)")) {
            throw new IllegalStateException(
                    "host " + sql.name() + " was not promoted within 60 s\nThe end of its log:\n"
                            + server.directory().logTail());
        }
        primarySince = TURNS.incrementAndGet();
    }

    /** Leads it to another primary, and blocks until it follows; where its data does not lead there, made anew. */
    public void follow(ClusterNode primary) {
        requirePrimary(primary);
        if (!isStandby()) {
            remakeFrom(primary);
            return;
        }
        long heard = server.directory().logSize();
        lead(primary);
        String follows = Replication.receivesFrom(primary.sql);
        sql.await(
                "replication from " + primary.sql.name(),
                () -> sql.isTrue(follows)
                        || Replication.hasParted(server.directory().logFrom(heard)));
        if (!sql.isTrue(follows)) {
            remakeFrom(primary);
        }
    }

    private void lead(ClusterNode primary) {
        String conninfo = BaseBackup.conninfo(primary.target(), sql.name());
        if (!isRunning()) {
            try {
                BaseBackup.setting(data(), "primary_conninfo", conninfo);
            } catch (IOException e) {
                throw new UncheckedIOException("host " + sql.name() + " cannot be configured", e);
            }
            start();
            return;
        }
        if (isReplayPaused()) {
            throw new IllegalStateException(
                    "host " + sql.name() + " follows nobody else while its replay is paused; resume it first");
        }
        sql.set("primary_conninfo", conninfo);
    }

    private void requirePrimary(ClusterNode primary) {
        if (primary == this || !primary.isRunning() || primary.isStandby()) {
            throw new IllegalStateException("host " + sql.name() + " cannot follow host " + primary.sql.name()
                    + ", which is " + (primary == this ? "itself" : primary.isRunning() ? "a standby" : "down"));
        }
    }

    /** Makes it a standby of another one anew: what it had beyond that one is lost. */
    public void remakeFrom(ClusterNode primary) {
        requirePrimary(primary);
        kill();
        try {
            new BaseBackup(primary.server, major, sql.name()).replace(data());
        } catch (IOException e) {
            throw new UncheckedIOException("host " + sql.name() + " could not be made anew", e);
        }
        start();
        awaitFollows(primary);
    }

    private void awaitFollows(ClusterNode primary) {
        String follows = Replication.receivesFrom(primary.sql);
        sql.await("replication from " + primary.sql.name(), () -> sql.isTrue(follows));
    }

    private Path data() {
        return server.directory().data();
    }

    /** Blocks until the standbys that run have replayed what this primary has written; those whose replay is paused do not count. */
    public void awaitReplayedBy(List<ClusterNode> standbys) {
        String end = Replication.flushedEnd(sql);
        String replayed = Replication.hasReplayed(sql, end);
        for (ClusterNode standby : standbys) {
            standby.sql.await(
                    "replay up to " + end + " of host " + sql.name(),
                    () -> !standby.isRunning() || standby.sql.isTrue(replayed));
        }
    }

    /** Of a primary, what is flushed. */
    public String replayedLsn() {
        return sql.text(
                "case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_flush_lsn() end");
    }

    /** Waits until replay stands still. */
    public void pauseReplay() {
        sql.execute("select pg_wal_replay_pause()");
        sql.await("a pause of replay", () -> sql.isTrue("pg_get_wal_replay_pause_state() = 'paused'"));
    }

    /** Lets replay go on. */
    public void resumeReplay() {
        sql.execute("select pg_wal_replay_resume()");
    }

    /** Whether it is paused or about to be. */
    public boolean isReplayPaused() {
        return sql.isTrue("case when pg_is_in_recovery() then pg_is_wal_replay_paused() end");
    }

    /** Has each commit replayed this much later. */
    public void replayDelay(Duration delay) {
        sql.set("recovery_min_apply_delay", Long.toString(delay.toMillis()));
    }

    /** Ends it for good, with its data. */
    @Override
    public void close() {
        server.close();
    }
}
