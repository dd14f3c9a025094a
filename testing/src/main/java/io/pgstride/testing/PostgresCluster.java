package io.pgstride.testing;

import io.pgstride.testing.internal.Closing;
import io.pgstride.testing.internal.ClusterNode;
import io.pgstride.testing.internal.Databases;
import io.pgstride.testing.internal.PostgresSpec;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

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
    private final ReentrantLock adding = new ReentrantLock();
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
     * The primary that runs; of several the one that was started or promoted last.
     *
     * @return one of {@link #hosts()}
     * @throws IllegalStateException if there is none
     */
    public ClusterHost primary() {
        return hosts.stream()
                .filter(host -> host.isRunning() && !host.node().isStandby())
                .max(Comparator.comparingLong(host -> host.node().primarySince()))
                .orElseThrow(() -> new IllegalStateException(
                        "no host of " + hosts + " runs as a primary; promote a standby or start the primary"));
    }

    /**
     * The standbys that run, whomever they follow: also those of a primary that is gone.
     *
     * @return in the order of their making
     */
    public List<ClusterHost> standbys() {
        return hosts.stream()
                .filter(host -> host.isRunning() && host.node().isStandby())
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
     * A host by its name.
     *
     * @param name a letter, from {@code "a"} on
     * @return the host
     * @throws IllegalArgumentException if there is none of that name
     */
    public ClusterHost host(String name) {
        return hosts.stream()
                .filter(host -> host.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no host '" + name + "' among " + hosts));
    }

    /**
     * Adds a standby of the present primary, by a copy of its data while it runs. Returns when it follows.
     *
     * @return the new host
     * @throws IllegalStateException if there are eight hosts, or no primary
     */
    public ClusterHost addStandby() {
        adding.lock();
        try {
            if (hosts.size() == MOST) {
                throw new IllegalStateException("a cluster has " + MOST + " hosts at most");
            }
            String name = Character.toString('a' + hosts.size());
            ClusterHost standby = new ClusterHost(name, primary().node().standby(name, spec));
            hosts.add(standby);
            return standby;
        } finally {
            adding.unlock();
        }
    }

    /**
     * Creates a database on the primary, and waits as {@link #awaitCaughtUp()} does, so that the standbys have it.
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

    /**
     * Blocks until each standby that runs has replayed what the primary has written by now; those whose replay is paused are left out.
     * What no commit has flushed yet is flushed for it, by an empty logical message.
     *
     * @throws IllegalStateException if there is no primary, or a standby does not get there within a minute, such as one that follows another primary
     */
    public void awaitCaughtUp() {
        primary()
                .node()
                .awaitReplayedBy(standbys().stream().map(ClusterHost::node).toList());
    }

    /** Ends all servers, standbys first, and deletes their data. A second call does nothing. */
    @Override
    public void close() {
        Closing.all(hosts.stream()
                .sorted(Comparator.comparing(host -> !host.node().isStandby()))
                .map(host -> (Runnable) host::close)
                .toList());
    }

    @Override
    public String toString() {
        return "PostgresCluster" + hosts;
    }

    /** Describes a cluster. Not thread-safe. */
    public static final class Builder {
        /** What standbys need; the log of a backup's time is kept for them, and they look soon for a primary that is gone. */
        private static final Map<String, String> NEEDED = Map.of(
                "wal_level", "replica",
                "wal_keep_size", "1GB",
                "wal_log_hints", "on",
                "wal_retrieve_retry_interval", "100ms",
                "hot_standby", "on",
                "max_wal_senders", "10");

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
         * Has commits wait until standbys have them ({@code synchronous_standby_names = 'ANY n (*)'} on every host).
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
         * Asks for a PostgreSQL major rather than that of the servers chosen by {@code pgstride.postgres}.
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
         * @throws UnsupportedOperationException if {@code pgstride.postgres} chooses a container whose tag does not say of which major
         *     embedded servers should stand in for it
         */
        public PostgresCluster start() {
            if (synchronous > standbys) {
                throw new IllegalArgumentException("commits would wait for " + synchronous + " of " + standbys
                        + " standbys for good; have at least as many standbys");
            }
            if (synchronous > 0) {
                settings.put("synchronous_standby_names", "ANY " + synchronous + " (*)");
            }
            PostgresSpec spec = new PostgresSpec(major, OptionalInt.empty(), settings);
            PostgresCluster cluster = new PostgresCluster(spec);
            try {
                cluster.hosts.add(new ClusterHost("a", ClusterNode.primary("a", spec)));
                for (int i = 0; i < standbys; i++) {
                    cluster.addStandby();
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
