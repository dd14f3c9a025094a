package io.pgstride.testing.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The sentinels of a master, who promote a replica when most of them miss it. */
public record RedisSentinels(List<EmbeddedRedis> sentinels) {
    /** What they call it. */
    public static final String MASTER = "pgstride";

    private static final Pattern LINKED = Pattern.compile("^master-link-status\nok$", Pattern.MULTILINE);

    /** One of that many. */
    public static RedisSpec spec(int masterPort, int number) {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("sentinel monitor " + MASTER, "127.0.0.1 " + masterPort + " " + (number / 2 + 1));
        lines.put("sentinel down-after-milliseconds " + MASTER, "2000");
        lines.put("sentinel failover-timeout " + MASTER, "5000");
        return new RedisSpec(OptionalInt.empty(), lines, true);
    }

    /** Blocks until each knows all others and the replicas, without which it would promote nobody. */
    public void awaitAcquainted(int replicas) {
        for (EmbeddedRedis sentinel : sentinels) {
            Waiting.until(
                    "what " + sentinel + " has to learn of the others",
                    () -> knowsSentinels(sentinel) && linkedReplicas(sentinel) == replicas,
                    sentinel::logTail);
        }
    }

    private boolean knowsSentinels(EmbeddedRedis sentinel) {
        return sentinel.run("SENTINEL", "MASTER", MASTER)
                .contains("num-other-sentinels\n" + (sentinels.size() - 1) + "\n");
    }

    private static long linkedReplicas(EmbeddedRedis sentinel) {
        return LINKED.matcher(sentinel.run("SENTINEL", "REPLICAS", MASTER))
                .results()
                .count();
    }

    /** The ports of those who are the master in the eyes of the sentinels that answer: one, where they agree. */
    public Set<Integer> masterPorts() {
        return sentinels.stream()
                .filter(EmbeddedRedis::isResponsive)
                .map(sentinel -> sentinel.run("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER))
                .map(address -> Integer.valueOf(address.substring(address.indexOf('\n') + 1)))
                .collect(Collectors.toSet());
    }
}
