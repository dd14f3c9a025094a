package io.pgstride.testing.internal;

/** What the switches say, for tests that need a server of ours. */
public final class ChosenServers {
    private ChosenServers() {}

    public static boolean postgresIsEmbedded() {
        return PostgresSwitch.current() instanceof PostgresSwitch.Embedded;
    }

    public static boolean postgresIsOurs() {
        return !(PostgresSwitch.current() instanceof PostgresSwitch.External);
    }

    public static boolean redisIsEmbedded() {
        return RedisSwitch.current() instanceof RedisSwitch.Embedded;
    }

    public static boolean redisIsOurs() {
        return !(RedisSwitch.current() instanceof RedisSwitch.External);
    }

    public static String postgres() {
        return Setting.POSTGRES.value().orElse("17");
    }
}
