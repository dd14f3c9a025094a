package io.pgstride.testing.internal;

import java.util.OptionalInt;

/** Starts the Redis server that is asked for. */
public final class RedisStarts {
    private RedisStarts() {}

    /** Blocks until the server answers. */
    public static RunningRedis start(OptionalInt port) {
        return ShutdownHook.add(
                Starts.start("Redis", Setting.REDIS, () -> RedisSwitch.current().start(port)));
    }
}
