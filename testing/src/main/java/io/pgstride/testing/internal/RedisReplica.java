package io.pgstride.testing.internal;

import java.util.List;
import java.util.Set;

/**
 * A server as one that follows another, or may.
 *
 * <p>A pause is a password that the master does not accept (it has none), so the link stays down while whom the replica follows stays the same: Sentinel and
 * the other nodes of a cluster see nothing to mend. All is kept in its configuration file, so that it outlives a restart.
 */
public record RedisReplica(EmbeddedRedis server) {
    private static final String PAUSED = "replication-is-paused";

    /** States of a link before it logs in. */
    private static final Set<String> UNCONNECTED = Set.of("connect", "connecting");

    /** Whether it takes writes of its own. */
    public boolean isMaster() {
        return RedisRole.of(server).isMaster();
    }

    /** Has it take writes of its own. */
    public void promote() {
        requireReplica();
        server.run("REPLICAOF", "NO", "ONE");
        resume();
    }

    /** Leads it to another one. */
    public void follow(EmbeddedRedis master) {
        if (master == server || !new RedisReplica(master).isMaster()) {
            throw new IllegalStateException(server + " cannot follow " + master + ", which is no master of others");
        }
        server.run(
                "REPLICAOF",
                master.uri().getHost(),
                Integer.toString(master.uri().getPort()));
        server.run("CONFIG", "REWRITE");
    }

    /** Cuts it off from its master until it is resumed, and returns when it is. */
    public void pause() {
        requireReplica();
        login(PAUSED);
        Waiting.until("the end of replication to " + server, this::isCutOff, server::logTail);
    }

    /** A link that had logged in before comes up, and is cut then. */
    private boolean isCutOff() {
        server.run("CLIENT", "KILL", "TYPE", "master");
        return UNCONNECTED.contains(RedisRole.of(server).link());
    }

    /** Lets it connect again, which it tries each second. */
    public void resume() {
        login("");
    }

    private void login(String password) {
        server.run("CONFIG", "SET", "masterauth", password);
        server.run("CONFIG", "REWRITE");
    }

    /** Whether it is cut off. */
    public boolean isPaused() {
        return server.run("CONFIG", "GET", "masterauth").endsWith(PAUSED);
    }

    private void requireReplica() {
        if (isMaster()) {
            throw new IllegalStateException(server + " is a master, not a replica");
        }
    }

    /** Blocks until the replicas have all that this master has written; those that are paused or hang do not count. */
    public void awaitReplayedBy(List<EmbeddedRedis> replicas) {
        long end = RedisRole.of(server).offset();
        for (EmbeddedRedis replica : replicas) {
            Waiting.until(
                    "replication from " + server + " to " + replica,
                    () -> !replica.isResponsive() || new RedisReplica(replica).isPaused() || hasReached(end, replica),
                    replica::logTail);
        }
    }

    private boolean hasReached(long end, EmbeddedRedis replica) {
        RedisRole role = RedisRole.of(replica);
        return role.follows(server.uri().getPort())
                && role.offset() >= end
                && history(replica).equals(history(server));
    }

    /** In which offsets count: another one after each restart of a master, and after that once more when its first replica comes. */
    private static String history(EmbeddedRedis server) {
        return server.run("INFO", "replication")
                .lines()
                .filter(line -> line.startsWith("master_replid:"))
                .findFirst()
                .orElseThrow();
    }
}
