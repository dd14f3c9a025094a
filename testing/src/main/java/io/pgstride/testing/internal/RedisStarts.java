package io.pgstride.testing.internal;

import java.util.function.Supplier;

/** Starts the Redis server that is asked for. */
public final class RedisStarts {
    private RedisStarts() {}

    /** Blocks until the server answers. */
    public static RunningRedis start(RedisSpec spec) {
        return started(() -> RedisSwitch.current().start(spec));
    }

    /** One of those that are several, and are embedded whatever the switch says; blocks until it answers. */
    public static EmbeddedRedis startEmbedded(RedisSpec spec) {
        return started(() -> new RedisSwitch.Embedded().start(spec));
    }

    private static <S extends RunningRedis> S started(Supplier<S> start) {
        return ShutdownHook.add(Starts.start("Redis", Setting.REDIS, start));
    }
}
