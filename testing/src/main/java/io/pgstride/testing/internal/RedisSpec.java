package io.pgstride.testing.internal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What is asked of a Redis server.
 *
 * @param port a certain one, or any
 * @param config lines of its redis.conf, by name, in their order
 * @param sentinel whether it watches others rather than holding data
 */
public record RedisSpec(OptionalInt port, Map<String, String> config, boolean sentinel) {
    /** A server of its own defaults. */
    public static final RedisSpec ANY = new RedisSpec(OptionalInt.empty(), Map.of(), false);

    private static final int BUS = 10_000;

    public RedisSpec {
        config = Collections.unmodifiableMap(new LinkedHashMap<>(config));
    }

    int free() {
        return isClustered() ? Ports.freeWithNext(BUS) : Ports.free();
    }

    /** Those it listens on: a node of a cluster hears the others on a second one. */
    IntStream ports(int first) {
        return isClustered() ? IntStream.of(first, first + BUS) : IntStream.of(first);
    }

    private boolean isClustered() {
        return "yes".equals(config.get("cluster-enabled"));
    }
}
