package io.pgstride.caching.redis.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a node of a cluster knows of who serves which slots.
 *
 * @param self the node's id
 * @param masters the slots of each master that has some, by its id
 */
record ClusterView(String self, Map<String, List<String>> masters) {
    private static final int FLAGS = 2;
    private static final int SLOTS = 8;

    /** By the answer of CLUSTER NODES; empty while slots move, or a master is thought to have failed. */
    static Optional<ClusterView> of(String nodes) {
        Map<String, List<String>> masters = new TreeMap<>();
        String self = "";
        for (String line : nodes.lines().toList()) {
            String[] fields = line.split(" ", -1);
            List<String> slots = Arrays.stream(fields)
                    .skip(SLOTS)
                    .filter(slot -> !slot.isEmpty())
                    .toList();
            List<String> flags = fields.length > FLAGS ? List.of(fields[FLAGS].split(",", -1)) : List.of();
            if (flags.contains("myself")) {
                self = fields[0];
            }
            boolean failed = flags.contains("fail") || flags.contains("fail?");
            boolean moving = slots.stream().anyMatch(slot -> slot.startsWith("["));
            if (moving || (failed && !slots.isEmpty())) {
                return Optional.empty();
            }
            if (!slots.isEmpty()) {
                masters.put(fields[0], slots);
            }
        }
        return Optional.of(new ClusterView(self, masters));
    }
}
