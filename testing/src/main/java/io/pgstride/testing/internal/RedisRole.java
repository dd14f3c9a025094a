package io.pgstride.testing.internal;

import java.util.List;

/**
 * A server's part in replication, by its own word.
 *
 * @param masterPort of whom a replica follows, 0 for a master
 * @param link the state of a replica's link, empty for a master
 * @param offset how far it has come in the stream of writes
 */
record RedisRole(int masterPort, String link, long offset) {

    /** The answer to ROLE: master, offset, … or slave, host, port, link, offset. */
    static RedisRole of(EmbeddedRedis server) {
        List<String> words = server.run("ROLE").lines().toList();
        return words.get(0).equals("master")
                ? new RedisRole(0, "", Long.parseLong(words.get(1)))
                : new RedisRole(Integer.parseInt(words.get(2)), words.get(3), Long.parseLong(words.get(4)));
    }

    boolean isMaster() {
        return masterPort == 0;
    }

    boolean follows(int port) {
        return masterPort == port && isLinked();
    }

    boolean isLinked() {
        return link.equals("connected");
    }
}
