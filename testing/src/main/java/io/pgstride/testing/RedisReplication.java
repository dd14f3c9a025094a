package io.pgstride.testing;

import io.pgstride.testing.internal.Closing;
import io.pgstride.testing.internal.EmbeddedRedis;
import io.pgstride.testing.internal.RedisOptions;
import io.pgstride.testing.internal.RedisReplica;
import io.pgstride.testing.internal.RedisSentinels;
import io.pgstride.testing.internal.RedisSpec;
import io.pgstride.testing.internal.Waiting;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Redis master and its replicas, with sentinels if asked for: embedded servers, whatever {@code pgstride.redis} chooses, for tests of failover.
 *
 * <pre>{@code
 * try (RedisReplication redis = RedisReplication.builder().start()) {
 *     RedisServer replica = redis.replicas().get(0);
 *     redis.pauseReplication(replica);   // what is written from now on is missing there
 *     redis.master().kill();
 *     redis.promote(replica);
 * }
 * }</pre>
 *
 * <p>Without sentinels nothing happens by itself. Thread-safe; calls block until what they ask for is so, a minute at most, and throw
 * {@link IllegalStateException} with the end of the server's log if it is not.
 */
public final class RedisReplication implements AutoCloseable {
    private static final int MOST = 8;

    private final List<RedisServer> servers = new CopyOnWriteArrayList<>();
    private final List<RedisServer> sentinels = new CopyOnWriteArrayList<>();
    private volatile RedisServer promoted;

    private RedisReplication(RedisSpec spec) {
        promoted = RedisServer.embedded(spec);
        servers.add(promoted);
    }

    /**
     * Begins the description of the servers.
     *
     * @return a builder for one replica and no sentinel
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The master: the first server until another one is promoted. With sentinels it is whom they name, so for a while one that is dead.
     *
     * @return one of {@link #servers()}
     * @throws IllegalStateException if the sentinels do not agree, or none of them answers
     */
    public RedisServer master() {
        if (sentinels.isEmpty()) {
            return promoted;
        }
        return agreed().orElseThrow(() -> new IllegalStateException(
                "the sentinels do not agree on a master, or none of them answers; awaitMaster() waits for it"));
    }

    private Optional<RedisServer> agreed() {
        Set<Integer> ports = sentinelsTogether().masterPorts();
        return servers.stream()
                .filter(server -> ports.equals(Set.of(server.uri().getPort())))
                .findFirst();
    }

    /**
     * Blocks until all sentinels that answer name a master that runs and takes writes: after the {@link #master()} was killed, or was
     * {@linkplain RedisServer#pause() paused}, the end of the failover.
     *
     * @return that master
     * @throws IllegalStateException if there are no sentinels, or they do not get there within a minute
     */
    public RedisServer awaitMaster() {
        if (sentinels.isEmpty()) {
            throw new IllegalStateException(
                    "there are no sentinels, so nobody is promoted by itself; promote a replica");
        }
        Waiting.until(
                "a master that the sentinels agree on",
                () -> agreed().map(RedisServer::own)
                        .filter(RedisReplication::takesWrites)
                        .isPresent(),
                () -> sentinels.get(0).own().logTail());
        return master();
    }

    private static boolean takesWrites(EmbeddedRedis server) {
        return server.isResponsive() && new RedisReplica(server).isMaster();
    }

    /**
     * The servers other than the {@link #master()} that run, whomever they follow.
     *
     * @return in the order of their making
     */
    public List<RedisServer> replicas() {
        RedisServer master = master();
        return servers.stream()
                .filter(server -> server != master && server.isRunning())
                .toList();
    }

    /**
     * All servers, the first one being the first master. They can be killed and started, paused, and reached through a proxy.
     *
     * @return in the order of their making
     */
    public List<RedisServer> servers() {
        return List.copyOf(servers);
    }

    /**
     * The sentinels. They can be killed and started, and paused.
     *
     * @return in the order of their making
     */
    public List<RedisServer> sentinels() {
        return List.copyOf(sentinels);
    }

    /**
     * Where clients find the master by the sentinels, as Lettuce reads it.
     *
     * @return {@code redis-sentinel://host:port,host:port,.../0#pgstride}; the fragment is the name that the sentinels know the master by
     * @throws IllegalStateException if there are no sentinels
     */
    public URI sentinelUri() {
        if (sentinels.isEmpty()) {
            throw new IllegalStateException("there are no sentinels; ask the builder for some");
        }
        return URI.create(sentinels.stream()
                .map(sentinel -> sentinel.uri().getAuthority())
                .collect(Collectors.joining(",", "redis-sentinel://", "/0#" + RedisSentinels.MASTER)));
    }

    /**
     * Cuts a replica off from its master: what is written after that is missing there, until {@link #resumeReplication}. A pause outlives a restart of the
     * replica, and ends when it is {@linkplain #promote promoted}. Sentinels promote it if it has been cut off for less than 20 s.
     *
     * <pre>{@code
     * CONFIG SET masterauth ...     (no master here has a password)
     * CLIENT KILL TYPE master
     * }</pre>
     *
     * @param replica that runs
     * @throws IllegalStateException if it is a master
     */
    public void pauseReplication(RedisServer replica) {
        new RedisReplica(replica.own()).pause();
    }

    /**
     * Lets a replica connect to its master again, which it tries each second: see {@link #awaitCaughtUp()}.
     *
     * @param replica that runs
     */
    public void resumeReplication(RedisServer replica) {
        new RedisReplica(replica.own()).resume();
    }

    /**
     * Makes a replica the master ({@code REPLICAOF NO ONE}), with what it has. The other servers go on as they are: see {@link #follow}.
     *
     * @param replica that runs
     * @throws IllegalStateException if it is a master, or there are sentinels, whose task that is
     */
    public void promote(RedisServer replica) {
        if (!sentinels.isEmpty()) {
            throw new IllegalStateException("the sentinels promote; kill the master and call awaitMaster()");
        }
        new RedisReplica(replica.own()).promote();
        promoted = replica;
    }

    /**
     * Has a server follow a master ({@code REPLICAOF}), also one that was a master: what it has beyond that one is lost.
     *
     * @param replica that runs
     * @param master that runs
     * @throws IllegalStateException if the latter is no master
     */
    public void follow(RedisServer replica, RedisServer master) {
        new RedisReplica(replica.own()).follow(master.own());
    }

    /**
     * Blocks until each of the {@link #replicas()} has what the master has written by now; those that are cut off or hang are left out.
     *
     * @throws IllegalStateException if one does not get there within a minute, such as one that does not follow the master
     */
    public void awaitCaughtUp() {
        List<EmbeddedRedis> replicas = replicas().stream().map(RedisServer::own).toList();
        new RedisReplica(master().own()).awaitReplayedBy(replicas);
    }

    private void watch(int number) {
        int port = promoted.uri().getPort();
        for (int i = 0; i < number; i++) {
            sentinels.add(RedisServer.embedded(RedisSentinels.spec(port, number)));
        }
        sentinelsTogether().awaitAcquainted(servers.size() - 1);
    }

    private RedisSentinels sentinelsTogether() {
        return new RedisSentinels(sentinels.stream().map(RedisServer::own).toList());
    }

    /** Ends all servers, sentinels first, and deletes their data. A second call does nothing. */
    @Override
    public void close() {
        Closing.all(Stream.concat(sentinels.stream(), servers.stream())
                .<Runnable>map(server -> server::close)
                .toList());
    }

    @Override
    public String toString() {
        return "RedisReplication" + servers;
    }

    /** Describes a master and its replicas. Not thread-safe. */
    public static final class Builder {
        private final RedisOptions options = new RedisOptions(Map.of("repl-diskless-sync", "no"));

        private int replicas = 1;
        private int sentinels;

        private Builder() {}

        /**
         * Sets how many replicas there are.
         *
         * @param number 0 to 7; 1 if not set
         * @return this builder
         */
        public Builder replicas(int number) {
            replicas = atMost(MOST - 1, number, "replicas");
            return this;
        }

        /**
         * Has sentinels promote a replica when most of them have missed the master for two seconds. A failover takes them a second more.
         *
         * @param number 0 to 8; 0 if not set, and 3 are usual
         * @return this builder
         */
        public Builder sentinels(int number) {
            sentinels = atMost(MOST, number, "sentinels");
            return this;
        }

        private static int atMost(int most, int number, String what) {
            if (number < 0 || number > most) {
                throw new IllegalArgumentException(number + " " + what + "; 0 to " + most + " are possible");
            }
            return number;
        }

        /**
         * As {@link RedisServer.Builder#config}, for the master and the replicas.
         *
         * @param name the option
         * @param value its value as it stands in redis.conf
         * @return this builder
         */
        public Builder config(String name, String value) {
            options.set(name, value);
            return this;
        }

        /**
         * As {@link RedisServer.Builder#persistent()}, for the master and the replicas. If not set, a master that is started again is empty, and so are soon
         * the replicas that follow it.
         *
         * @return this builder
         */
        public Builder persistent() {
            options.persistent();
            return this;
        }

        /**
         * Starts the servers and blocks until the replicas follow, and the sentinels know each other and them.
         *
         * @return the running servers, to be closed by the caller
         * @throws ServerStartException if one does not start
         */
        public RedisReplication start() {
            RedisSpec spec = options.spec(OptionalInt.empty());
            RedisReplication replication = new RedisReplication(spec);
            try {
                for (int i = 0; i < replicas; i++) {
                    replication.servers.add(RedisServer.embedded(spec));
                    replication.follow(replication.servers.get(i + 1), replication.promoted);
                }
                replication.awaitCaughtUp();
                replication.watch(sentinels);
                return replication;
            } catch (RuntimeException | Error e) {
                replication.close();
                throw e;
            }
        }
    }
}
