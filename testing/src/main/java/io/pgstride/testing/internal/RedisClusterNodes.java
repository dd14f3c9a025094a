package io.pgstride.testing.internal;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The nodes of a Redis cluster.
 *
 * @param nodes masters first at the beginning
 */
public record RedisClusterNodes(List<EmbeddedRedis> nodes) {
    private static final int SLOTS = 16_384;

    /** Makes a cluster of nodes that have not met, the first of them masters; blocks until it is one. */
    public void form(int masters) {
        for (int i = 0; i < nodes.size(); i++) {
            nodes.get(i).run("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
            if (i < masters) {
                nodes.get(i).run(slots(SLOTS * i / masters, SLOTS * (i + 1) / masters));
            }
            meet(nodes.get(i), nodes.subList(0, i));
        }
        await("the nodes to meet", () -> allSee(0));
        for (int i = masters; i < nodes.size(); i++) {
            nodes.get(i).run("CLUSTER", "REPLICATE", nodes.get(i % masters).run("CLUSTER", "MYID"));
        }
        await("the nodes to see the replicas", () -> allSee(nodes.size() - masters));
        awaitOk();
    }

    private static String[] slots(int from, int to) {
        return Stream.concat(
                        Stream.of("CLUSTER", "ADDSLOTS"),
                        IntStream.range(from, to).mapToObj(Integer::toString))
                .toArray(String[]::new);
    }

    private static void meet(EmbeddedRedis node, List<EmbeddedRedis> others) {
        for (EmbeddedRedis other : others) {
            node.run(
                    "CLUSTER",
                    "MEET",
                    other.uri().getHost(),
                    Integer.toString(other.uri().getPort()));
        }
    }

    private boolean allSee(int replicas) {
        return nodes.stream().allMatch(node -> ClusterView.of(node).isComplete(nodes.size(), replicas));
    }

    private void await(String what, BooleanSupplier holds) {
        Waiting.until(what, holds, () -> nodes.get(0).logTail());
    }

    private Stream<EmbeddedRedis> responsive() {
        return nodes.stream().filter(EmbeddedRedis::isResponsive);
    }

    /** Blocks until all nodes that answer agree that slots are served, and by nodes that answer, whom their replicas follow. */
    public void awaitOk() {
        await("a cluster that serves all slots", () -> responsive().allMatch(this::isOk) && isAgreed());
    }

    private boolean isOk(EmbeddedRedis node) {
        return node.run("CLUSTER", "INFO").startsWith("cluster_state:ok")
                && responsive()
                        .map(other -> other.uri().getPort())
                        .toList()
                        .containsAll(ClusterView.of(node).owners().keySet())
                && isLinked(node);
    }

    private boolean isAgreed() {
        return responsive()
                        .map(node -> ClusterView.of(node).owners())
                        .distinct()
                        .count()
                == 1;
    }

    private static boolean isLinked(EmbeddedRedis node) {
        RedisRole role = RedisRole.of(node);
        return role.isMaster() || role.isLinked() || new RedisReplica(node).isPaused();
    }

    /** Who owns the slot of a key, in the eyes of the first node that answers. */
    public EmbeddedRedis ownerOf(String key) {
        EmbeddedRedis asked = responsive()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no node of " + nodes + " answers"));
        return at(ClusterView.of(asked).ownerOf(Integer.parseInt(asked.run("CLUSTER", "KEYSLOT", key))));
    }

    private EmbeddedRedis at(int port) {
        return nodes.stream()
                .filter(node -> node.uri().getPort() == port)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no node of " + nodes + " is at port " + port));
    }

    /** The nodes that answer and follow it. */
    public List<EmbeddedRedis> replicasOf(EmbeddedRedis master) {
        return responsive()
                .filter(node -> RedisRole.of(node).masterPort() == master.uri().getPort())
                .toList();
    }
}
