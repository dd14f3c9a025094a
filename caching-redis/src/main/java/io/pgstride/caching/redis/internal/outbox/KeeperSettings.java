package io.pgstride.caching.redis.internal.outbox;

import io.pgstride.core.telemetry.Telemetry;
import java.time.Duration;

/**
 * How an outbox is kept.
 *
 * @param delay how long a row is left to the process that wrote it
 * @param keep how long a row is kept for replays
 * @param telemetry what it counts
 */
public record KeeperSettings(Duration delay, Duration keep, Telemetry telemetry) {}
