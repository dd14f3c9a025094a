package io.pgstride.testing;

import io.pgstride.testing.internal.Closing;
import io.pgstride.testing.internal.EmbeddedRedis;
import io.pgstride.testing.internal.RedisClusterNodes;
import io.pgstride.testing.internal.RedisOptions;
import io.pgstride.testing.internal.RedisReplica;
import io.pgstride.testing.internal.RedisSpec;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A Redis cluster of three masters, with a replica each if asked for: embedded servers, whatever {@code pgstride.redis} chooses.
 *
 * <pre>{@code
 * try (RedisCluster redis = RedisCluster.builder().replicas(1).start()) {
 *     RedisServer master = redis.masterOf("key");
 *     redis.pauseReplication(redis.replicasOf(master).get(0));   // what is written from now on is missing there
 *     master.kill();
 *     redis.awaitOk();                                           // the replica has its slots
 * }
 * }</pre>
 *
 * <p>The nodes fail over by themselves, in some seconds. Thread-safe; calls block until what they ask for is so, a minute at most, and throw
 * {@link IllegalStateException} with the end of a server's log if it is not.
 */
public final class RedisCluster implements AutoCloseable {
    private static final int MASTERS = 3;

    private final List<RedisServer> nodes;
    private final RedisClusterNodes cluster;

    private RedisCluster(List<RedisServer> nodes) {
        this.nodes = List.copyOf(nodes);
        this.cluster =
                new RedisClusterNodes(nodes.stream().map(RedisServer::own).toList());
    }

    /**
     * Begins the description of a cluster.
     *
     * @return a builder for three masters alone
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * All nodes, first those that were masters at the beginning. They can be killed and started, and paused. Clients learn from them where the others are, so
     * {@linkplain RedisServer#proxy() proxies} are soon passed by.
     *
     * @return in the order of their making
     */
    public List<RedisServer> nodes() {
        return nodes;
    }

    /**
     * Where clients connect to.
     *
     * @return the URI of each node, as Lettuce's {@code RedisClusterClient} takes them
     */
    public List<URI> uris() {
        return nodes.stream().map(RedisServer::uri).toList();
    }

    /**
     * The master that owns the slot of a key, in the eyes of the first node that answers.
     *
     * @param key any, also with a {@code {tag}}
     * @return one of {@link #nodes()}; until the others have noticed, also one that is dead
     */
    public RedisServer masterOf(String key) {
        return server(cluster.ownerOf(key));
    }

    /**
     * The nodes that follow a master and answer.
     *
     * @param master which may be dead
     * @return some of {@link #nodes()}
     */
    public List<RedisServer> replicasOf(RedisServer master) {
        return cluster.replicasOf(master.own()).stream().map(this::server).toList();
    }

    private RedisServer server(EmbeddedRedis embedded) {
        return nodes.stream().filter(node -> node.own() == embedded).findFirst().orElseThrow();
    }

    /**
     * Blocks until all nodes that answer say {@code cluster_state:ok} and that each slot is owned by one that answers, and their replicas follow them. After the kill of
     * a master that is the end of the failover, or without replicas its start.
     */
    public void awaitOk() {
        cluster.awaitOk();
    }

    /**
     * Cuts a replica off from its master, as {@link RedisReplication#pauseReplication} does. It still takes over the slots if its master dies.
     *
     * @param replica that runs
     * @throws IllegalStateException if it is a master
     */
    public void pauseReplication(RedisServer replica) {
        new RedisReplica(replica.own()).pause();
    }

    /**
     * Lets a replica connect to its master again, which it tries each second: see {@link #awaitOk()}.
     *
     * @param replica that runs
     */
    public void resumeReplication(RedisServer replica) {
        new RedisReplica(replica.own()).resume();
    }

    /** Ends all nodes and deletes their data. A second call does nothing. */
    @Override
    public void close() {
        close(nodes);
    }

    private static void close(List<RedisServer> nodes) {
        Closing.all(nodes.stream().<Runnable>map(node -> node::close).toList());
    }

    @Override
    public String toString() {
        return "RedisCluster" + nodes;
    }

    /** Describes a cluster. Not thread-safe. */
    public static final class Builder {
        /** A replica is elected however old its data is. */
        private final RedisOptions options = new RedisOptions(Map.of(
                "cluster-enabled", "yes",
                "cluster-node-timeout", "2000",
                "cluster-replica-validity-factor", "0",
                "repl-diskless-sync", "no"));

        private int replicas;

        private Builder() {}

        /**
         * Sets how many replicas each master has.
         *
         * @param number 0 to 2; 0 if not set
         * @return this builder
         */
        public Builder replicas(int number) {
            if (number < 0 || number > 2) {
                throw new IllegalArgumentException(number + " replicas of each master; 0 to 2 are possible");
            }
            replicas = number;
            return this;
        }

        /**
         * As {@link RedisServer.Builder#config}, for all nodes.
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
         * As {@link RedisServer.Builder#persistent()}, for all nodes. Their part in the cluster is kept in any case.
         *
         * @return this builder
         */
        public Builder persistent() {
            options.persistent();
            return this;
        }

        /**
         * Starts the nodes, spreads the slots over the masters, and blocks as {@link RedisCluster#awaitOk()} does.
         *
         * @return the running cluster, to be closed by the caller
         * @throws ServerStartException if a node does not start
         */
        public RedisCluster start() {
            RedisSpec spec = options.spec(OptionalInt.empty());
            List<RedisServer> nodes = new ArrayList<>();
            try {
                for (int i = 0; i < MASTERS * (replicas + 1); i++) {
                    nodes.add(RedisServer.embedded(spec));
                }
                RedisCluster cluster = new RedisCluster(nodes);
                cluster.cluster.form(MASTERS);
                return cluster;
            } catch (RuntimeException | Error e) {
                close(nodes);
                throw e;
            }
        }
    }
}
