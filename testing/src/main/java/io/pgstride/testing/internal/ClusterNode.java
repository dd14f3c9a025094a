package io.pgstride.testing.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** One server of a cluster: an embedded one that is killed and started, promoted and led to another primary. Not thread-safe. */
public final class ClusterNode implements AutoCloseable {
    private final String name;
    private final EmbeddedPostgresServer server;
    private final int major;
    private boolean running = true;

    private ClusterNode(String name, EmbeddedPostgresServer server, int major) {
        this.name = name;
        this.server = server;
        this.major = major;
    }

    /** The first one. */
    public static ClusterNode primary(String name, PostgresSpec spec) {
        PostgresSpec chosen = embedded(spec);
        EmbeddedPostgresServer server = new EmbeddedPostgresStart(chosen).run();
        ShutdownHook.add(server);
        int version = DSL.using(server.target().maintenanceDataSource(), SQLDialect.POSTGRES)
                .fetchSingle("select current_setting('server_version_num')::int / 10000")
                .get(0, Integer.class);
        return new ClusterNode(name, server, version);
    }

    /** One that follows this one. */
    public ClusterNode standby(String standby, PostgresSpec spec) {
        EmbeddedPostgresServer copy =
                new EmbeddedPostgresStart(embedded(spec), new BaseBackup(server, major, standby)).run();
        ShutdownHook.add(copy);
        return new ClusterNode(standby, copy, major);
    }

    private static PostgresSpec embedded(PostgresSpec spec) {
        if (PostgresSwitch.current() instanceof PostgresSwitch.Embedded chosen) {
            return spec.major().isPresent() ? spec : spec.withMajor(chosen.major());
        }
        throw new UnsupportedOperationException(
                "a cluster is made of embedded PostgreSQL servers, and another one is chosen; run" + " the test with -D"
                        + Setting.POSTGRES.property() + "=embedded or a major from 14 to 18");
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
        return running;
    }

    /** Starts it again with its data and role. */
    public void start() {
        server.restart();
        running = true;
    }

    /** Ends it with its sessions. */
    public void stop() {
        server.stop();
        running = false;
    }

    /** Ends it as a power cut does. */
    public void kill() {
        server.kill();
        running = false;
    }

    /** Has it take writes on a timeline of its own. */
    public void promote() {
        if (!isTrue("pg_promote(true, 60)")) {
            throw new IllegalStateException("host " + name + " was not promoted within a minute\n" + log());
        }
    }

    /** Leads a standby to another primary. */
    public void follow(ClusterNode primary) {
        execute("alter system set primary_conninfo = '" + BaseBackup.conninfo(primary.target(), name) + "'");
        reload();
    }

    /** Makes it a standby of another one anew: what it had beyond that one is lost. */
    public void remakeFrom(ClusterNode primary) {
        if (running) {
            stop();
        }
        Path data = server.directory().data();
        try {
            for (Path file : below(data)) {
                if (!file.equals(data.resolve("postmaster.opts"))) {
                    Files.delete(file);
                }
            }
            new BaseBackup(primary.server, major, name).fill(data);
        } catch (IOException e) {
            throw new UncheckedIOException("host " + name + " could not be made anew", e);
        }
        start();
    }

    private static List<Path> below(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> !file.equals(directory))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }

    /** Waits until replay stands still. */
    public void pauseReplay() {
        execute("select pg_wal_replay_pause()");
        await("replay of host " + name + " is paused", "pg_get_wal_replay_pause_state() = 'paused'");
    }

    /** Lets replay go on. */
    public void resumeReplay() {
        execute("select pg_wal_replay_resume()");
    }

    /** Has each commit replayed this much later. */
    public void replayDelay(Duration delay) {
        set("recovery_min_apply_delay", delay.toMillis() + "ms");
    }

    /** For good, and in force at once. */
    public void set(String setting, String value) {
        execute("alter system set " + setting + " = '" + value.replace("'", "''") + "'");
        reload();
    }

    private void reload() {
        execute("select pg_reload_conf()");
    }

    /** Blocks until an expression is true on this host, a minute at most. */
    public void await(String what, String expression) {
        Waiting.until(what, () -> isTrue(expression), this::log);
    }

    /** The answer of an expression; null is false. */
    public boolean isTrue(String expression) {
        return Boolean.TRUE.equals(DSL.using(target().maintenanceDataSource(), SQLDialect.POSTGRES)
                .fetchSingle("select " + expression)
                .get(0, Boolean.class));
    }

    /** The text of an expression. */
    public String text(String expression) {
        return String.valueOf(DSL.using(target().maintenanceDataSource(), SQLDialect.POSTGRES)
                .fetchSingle("select (" + expression + ")::text")
                .get(0, String.class));
    }

    private void execute(String sql) {
        try (Connection connection = target().maintenanceDataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("host " + name + " did not run " + sql + ": " + e.getMessage(), e);
        }
    }

    /** For messages. */
    public String log() {
        return server.directory().logTail();
    }

    /** Ends it for good, with its data. */
    @Override
    public void close() {
        server.close();
    }
}
