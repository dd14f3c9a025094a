package io.pgstride.core.internal.pool;

import java.time.Duration;

/**
 * The settings of one purpose; docs/pools.md has the reasons.
 *
 * @param pool HikariCP's
 * @param driver pgjdbc's
 * @param session the server's, for each session
 */
public record Preset(HikariSettings pool, DriverSettings driver, SessionSettings session) {
    private static final Duration NONE = Duration.ZERO;
    private static final boolean READ_ONLY = true;
    private static final boolean REWRITE = true;
    private static final int FIXED = -1;

    /** A program that answers requests. */
    public static final Preset SERVER = new Preset(
            new HikariSettings(
                    10,
                    FIXED,
                    minutes(10),
                    seconds(5),
                    seconds(1),
                    minutes(30),
                    minutes(2),
                    HikariSettings.FAIL_AT_START,
                    !READ_ONLY),
            new DriverSettings(seconds(3), seconds(10), !REWRITE),
            new SessionSettings(seconds(30), minutes(1), NONE));

    /** Batches. */
    public static final Preset WORKER = new Preset(
            new HikariSettings(
                    10,
                    0,
                    minutes(1),
                    seconds(30),
                    seconds(1),
                    minutes(30),
                    NONE,
                    HikariSettings.FAIL_AT_START,
                    !READ_ONLY),
            new DriverSettings(seconds(3), seconds(10), REWRITE),
            new SessionSettings(Duration.ofHours(1), minutes(10), NONE));

    /** A function. */
    public static final Preset SERVERLESS = new Preset(
            new HikariSettings(
                    1,
                    0,
                    seconds(10),
                    seconds(5),
                    seconds(1),
                    minutes(5),
                    NONE,
                    HikariSettings.START_WITHOUT,
                    !READ_ONLY),
            new DriverSettings(seconds(3), seconds(5), !REWRITE),
            new SessionSettings(seconds(15), seconds(30), minutes(1)));

    /** Reads from a standby. */
    public static final Preset REPLICA = new Preset(
            new HikariSettings(
                    10,
                    FIXED,
                    minutes(10),
                    seconds(1),
                    Duration.ofMillis(500),
                    minutes(10),
                    minutes(2),
                    HikariSettings.START_WITHOUT,
                    READ_ONLY),
            new DriverSettings(seconds(1), seconds(2), !REWRITE),
            new SessionSettings(seconds(30), minutes(1), NONE));

    private static Duration seconds(int n) {
        return Duration.ofSeconds(n);
    }

    private static Duration minutes(int n) {
        return Duration.ofMinutes(n);
    }
}
