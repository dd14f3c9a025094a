package io.pgstride.benchmarks.routing.faults;

import io.pgstride.benchmarks.server.Environment;
import io.pgstride.benchmarks.server.Replicas;
import io.pgstride.testing.ClusterHost;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A primary and two standbys, of which the harness promotes one when it has killed the primary; whole again after each time. Used by one thread. */
final class FailoverCluster {
    private final Environment environment;
    private @Nullable Replicas running;
    private int users;

    FailoverCluster(Environment environment) {
        this.environment = environment;
    }

    /** For one more user; the servers are started for the first one. */
    Replicas join() throws SQLException {
        Replicas servers = servers();
        users++;
        return servers;
    }

    /** By a user; the servers end with the last one. */
    void leave() {
        users--;
        Replicas servers = running;
        if (users == 0 && servers != null) {
            running = null;
            servers.close();
        }
    }

    private Replicas servers() throws SQLException {
        Replicas servers = running;
        if (servers == null) {
            servers = environment.startReplicas(2);
            running = servers;
            try (Connection connection = connect(servers, servers.host(0))) {
                Ledger.create(connection);
            }
            servers.cluster().awaitCaughtUp();
        }
        return servers;
    }

    private static Connection connect(Replicas servers, ClusterHost host) throws SQLException {
        return host.dataSource(servers.database()).getConnection();
    }

    /** Kills the primary under a load, and has a standby that has all that any standby has take its place. */
    Failover fail(Ledger ledger, boolean synchronous) throws Exception {
        Replicas servers = servers();
        for (ClusterHost host : servers.hosts()) {
            waitForStandby(servers, host, synchronous);
        }
        ClusterHost old = servers.cluster().primary();
        Failover failover = killUnderLoad(servers, old, ledger);
        old.remakeFrom(servers.cluster().primary());
        servers.cluster().awaitCaughtUp();
        return failover;
    }

    private static Failover killUnderLoad(Replicas servers, ClusterHost old, Ledger ledger) throws Exception {
        Change change = ledger.beside(() -> change(servers, old, ledger));
        try (Connection connection = connect(servers, change.primary)) {
            return new Failover(
                    (change.promoted - change.killed) / 1e6,
                    (change.resumed - change.killed) / 1e6,
                    ledger.errors(),
                    ledger.lost(connection));
        }
    }

    private static Change change(Replicas servers, ClusterHost old, Ledger ledger) throws InterruptedException {
        ledger.awaitUnderWay();
        old.kill();
        long killed = System.nanoTime();
        ledger.primaryIsDead();
        ClusterHost next = mostAdvanced(servers, servers.cluster().standbys());
        next.promote();
        long promoted = System.nanoTime();
        for (ClusterHost other : servers.cluster().standbys()) {
            other.follow(next);
        }
        return new Change(next, killed, promoted, ledger.awaitResumed());
    }

    private static ClusterHost mostAdvanced(Replicas servers, List<ClusterHost> standbys) {
        return standbys.stream()
                .max(Comparator.comparingLong(host -> received(servers, host)))
                .orElseThrow();
    }

    private static long received(Replicas servers, ClusterHost host) {
        try (Connection connection = connect(servers, host);
                Statement statement = connection.createStatement();
                ResultSet position = statement.executeQuery(
                        "SELECT greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) - '0/0'::pg_lsn")) {
            position.next();
            return position.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException("a standby cannot be asked what it has", e);
        }
    }

    /** Has commits wait for one standby, or for none. */
    private static void waitForStandby(Replicas servers, ClusterHost host, boolean one) throws Exception {
        String names = one ? "ANY 1 (*)" : "";
        try (Connection connection = connect(servers, host);
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER SYSTEM SET synchronous_standby_names = '" + names + "'");
            statement.execute("SELECT pg_reload_conf()");
            while (!show(statement).equals(names)) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }
    }

    private static String show(Statement statement) throws SQLException {
        try (ResultSet setting = statement.executeQuery("SHOW synchronous_standby_names")) {
            setting.next();
            return setting.getString(1);
        }
    }

    /**
     * What was seen of one.
     *
     * @param promotedMillis from the primary's death until the standby was promoted, which is the harness's time
     * @param resumedMillis from its death until the first write came through that was begun after it
     * @param errors of writes
     * @param lost rows that had been said to be committed
     */
    record Failover(double promotedMillis, double resumedMillis, long errors, long lost) {}

    /** Times by {@link System#nanoTime}. */
    private record Change(ClusterHost primary, long killed, long promoted, long resumed) {}
}
