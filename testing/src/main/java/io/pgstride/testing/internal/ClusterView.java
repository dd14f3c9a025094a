package io.pgstride.testing.internal;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The nodes of a cluster as one of them sees them. */
record ClusterView(List<Node> nodes) {

    static ClusterView of(EmbeddedRedis node) {
        return new ClusterView(
                node.run("CLUSTER", "NODES").lines().map(Node::parse).toList());
    }

    /** Whether all have met, and so many of them as replicas. */
    boolean isComplete(int size, int replicas) {
        return nodes.size() == size
                && nodes.stream().noneMatch(node -> node.flags.contains("handshake"))
                && nodes.stream().filter(node -> node.flags.contains("slave")).count() == replicas;
    }

    /** The slots of those who own some, by port. */
    Map<Integer, List<Slots>> owners() {
        return nodes.stream().filter(node -> !node.slots.isEmpty()).collect(Collectors.toMap(Node::port, Node::slots));
    }

    /** The port of the owner of a slot. */
    int ownerOf(int slot) {
        return nodes.stream()
                .filter(node -> node.slots.stream().anyMatch(range -> range.contains(slot)))
                .mapToInt(Node::port)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no node owns slot " + slot));
    }

    record Slots(int first, int last) {
        boolean contains(int slot) {
            return first <= slot && slot <= last;
        }

        /** A slot, or a range as in 0-5460. */
        static Slots parse(String text) {
            int dash = text.indexOf('-');
            int last = Integer.parseInt(text.substring(dash + 1));
            return new Slots(dash < 0 ? last : Integer.parseInt(text.substring(0, dash)), last);
        }
    }

    record Node(int port, Set<String> flags, List<Slots> slots) {
        private static final Pattern SPACE = Pattern.compile(" ");
        private static final int FIXED_WORDS = 8;

        /** Such as: id 127.0.0.1:7001@17001 myself,master - 0 0 1 connected 0-5460; slots that move are in brackets. */
        static Node parse(String line) {
            List<String> words = SPACE.splitAsStream(line).toList();
            String address = words.get(1);
            return new Node(
                    Integer.parseInt(address.substring(address.lastIndexOf(':') + 1, address.indexOf('@'))),
                    Set.of(words.get(2).split(",")),
                    words.stream()
                            .skip(FIXED_WORDS)
                            .filter(word -> !word.startsWith("["))
                            .map(Slots::parse)
                            .toList());
        }
    }
}
