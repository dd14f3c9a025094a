package io.pgstride.testing;

import io.pgstride.testing.internal.ClusterNode;
import io.pgstride.testing.internal.Databases;
import io.pgstride.testing.internal.PostgresSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A primary and its streaming standbys: real servers from the embedded binaries, for tests of replication, routing and failover.
 *
 * <pre>{@code
 * try (PostgresCluster cluster = PostgresCluster.builder().standbys(2).start()) {
 *     String database = cluster.createDatabase("shop");
 *     cluster.standbys().get(0).pauseReplay();   // reads there show what was
 *     cluster.primary().kill();
 *     cluster.standbys().get(1).promote();
 * }
 * }</pre>
 *
 * <p>Nothing happens by itself: who is promoted, and whom the others follow then, is for the test to say. Thread-safe. The servers end with {@link #close()}, or with
 * the JVM at the latest, also if it is killed.
 */
public final class PostgresCluster implements AutoCloseable {
    private static final int MOST = 8;

    private final List<ClusterHost> hosts = new CopyOnWriteArrayList<>();
    private final PostgresSpec spec;

    private PostgresCluster(PostgresSpec spec) {
        this.spec = spec;
    }

    /**
     * Begins the description of a cluster.
     *
     * @return a builder for one standby
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The host that runs and takes writes; of several the one that was promoted last.
     *
     * @return one of {@link #hosts()}
     * @throws IllegalStateException if there is none
     */
    public ClusterHost primary() {
        ClusterHost latest = null;
        int timeline = 0;
        for (ClusterHost host : hosts) {
            if (host.isRunning() && !host.isInRecovery()) {
                int its = Integer.parseInt(
                        host.node()
                                .text("pg_walfile_name(pg_current_wal_insert_lsn())")
                                .substring(0, 8),
                        16);
                if (its > timeline) {
                    latest = host;
                    timeline = its;
                }
            }
        }
        if (latest == null) {
            throw new IllegalStateException("no host of " + hosts + " runs and takes writes; promote or start one");
        }
        return latest;
    }

    /**
     * The hosts that run and are in recovery.
     *
     * @return in the order of their making
     */
    public List<ClusterHost> standbys() {
        return hosts.stream()
                .filter(host -> host.isRunning() && host.isInRecovery())
                .toList();
    }

    /**
     * All hosts, the first one being the first primary.
     *
     * @return in the order of their making
     */
    public List<ClusterHost> hosts() {
        return List.copyOf(hosts);
    }

    /**
     * Adds a standby of the present primary, by a copy of its data while it runs.
     *
     * @return the new host
     * @throws IllegalStateException if there are eight hosts, or no primary
     */
    public ClusterHost addStandby() {
        if (hosts.size() == MOST) {
            throw new IllegalStateException("a cluster has " + MOST + " hosts at most");
        }
        String name = Character.toString('a' + hosts.size());
        ClusterHost standby = new ClusterHost(name, primary().node().standby(name, spec));
        hosts.add(standby);
        return standby;
    }

    /**
     * Creates a database, and waits until the standbys have it.
     *
     * @param prefix how its name begins
     * @return its name
     */
    public String createDatabase(String prefix) {
        ClusterHost primary = primary();
        String name = Databases.create(primary.node().running(), prefix);
        awaitCaughtUp();
        return name;
    }

    /** Waits until each standby that runs has replayed what the primary has written by now, a minute at most. */
    public void awaitCaughtUp() {
        String end = primary().node().text("pg_current_wal_flush_lsn()");
        for (ClusterHost standby : standbys()) {
            standby.node()
                    .await(
                            "host " + standby.name() + " has replayed " + end,
                            "pg_last_wal_replay_lsn() >= '" + end + "'::pg_lsn");
        }
    }

    /** Ends all servers, standbys first, and deletes their data. A second call does nothing. */
    @Override
    public void close() {
        List<ClusterHost> backwards = new ArrayList<>(hosts);
        java.util.Collections.reverse(backwards);
        backwards.forEach(ClusterHost::close);
    }

    @Override
    public String toString() {
        return "PostgresCluster" + hosts;
    }

    /** Describes a cluster. Not thread-safe. */
    public static final class Builder {
        /** What standbys need; the log of a backup's time is kept for them. */
        private static final Map<String, String> NEEDED = Map.of(
                "wal_level",
                "replica",
                "wal_keep_size",
                "1GB",
                "hot_standby",
                "on",
                "max_wal_senders",
                "10",
                "wal_retrieve_retry_interval",
                "200ms");

        private final Map<String, String> settings = new LinkedHashMap<>(NEEDED);
        private OptionalInt major = OptionalInt.empty();
        private int standbys = 1;
        private int synchronous;

        private Builder() {}

        /**
         * Sets how many standbys there are at the start.
         *
         * @param number 0 to 7; 1 if not set
         * @return this builder
         */
        public Builder standbys(int number) {
            if (number < 0 || number >= MOST) {
                throw new IllegalArgumentException(number + " standbys; 0 to " + (MOST - 1) + " are possible");
            }
            standbys = number;
            return this;
        }

        /**
         * Has commits wait until standbys have them ({@code synchronous_standby_names = 'ANY n (*)'} on every host, as from the end of the start).
         *
         * @param number of standbys that must have them; 0 for none, as if not set
         * @return this builder
         */
        public Builder synchronousStandbys(int number) {
            if (number < 0) {
                throw new IllegalArgumentException(number + " synchronous standbys; 0 or more are possible");
            }
            synchronous = number;
            return this;
        }

        /**
         * Sets a server setting on all hosts, over the default one if there is.
         *
         * @param name the setting
         * @param value its value as in postgresql.conf but unquoted
         * @return this builder
         */
        public Builder setting(String name, String value) {
            settings.put(PostgresServer.Builder.requireSetting(name), value);
            return this;
        }

        /**
         * Asks for a PostgreSQL major rather than the one chosen by {@code pgstride.postgres}.
         *
         * @param number from 14 to 18
         * @return this builder
         */
        public Builder major(int number) {
            major = PostgresServer.Builder.requireMajor(number);
            return this;
        }

        /**
         * Starts the servers and blocks until the standbys follow.
         *
         * @return the running cluster, to be closed by the caller
         * @throws ServerStartException if a server does not start
         * @throws UnsupportedOperationException if {@code pgstride.postgres} chooses servers that are not embedded
         */
        public PostgresCluster start() {
            if (synchronous > standbys) {
                throw new IllegalArgumentException("commits would wait for " + synchronous + " of " + standbys
                        + " standbys for good; have at least as many standbys");
            }
            PostgresSpec spec = new PostgresSpec(major, OptionalInt.empty(), settings);
            PostgresCluster cluster = new PostgresCluster(spec);
            try {
                cluster.hosts.add(new ClusterHost("a", ClusterNode.primary("a", spec)));
                for (int i = 0; i < standbys; i++) {
                    cluster.addStandby();
                }
                if (synchronous > 0) {
                    cluster.hosts.forEach(
                            host -> host.node().set("synchronous_standby_names", "ANY " + synchronous + " (*)"));
                }
                cluster.awaitCaughtUp();
                return cluster;
            } catch (RuntimeException | Error e) {
                cluster.close();
                throw e;
            }
        }
    }
}
