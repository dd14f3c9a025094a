package io.pgstride.caching.redis;

import io.pgstride.caching.redis.internal.BreakerSettings;
import io.pgstride.caching.redis.internal.Connector;
import io.pgstride.caching.redis.internal.OutboxTarget;
import io.pgstride.caching.redis.internal.Redis;
import io.pgstride.caching.redis.internal.StoreFactory;
import io.pgstride.core.telemetry.Tags;
import io.pgstride.core.telemetry.Telemetry;
import java.time.Duration;
import java.util.regex.Pattern;

/** Describes a backend. Not thread-safe. */
public final class RedisBackendBuilder {
    /** The beginning of all keys where none is set. */
    public static final String DEFAULT_PREFIX = "pgstride";

    /** How long a command may take where nothing is set. */
    public static final Duration DEFAULT_COMMAND_TIMEOUT = Duration.ofMillis(200);

    /** How many unanswered commands make that Redis is left alone, where nothing is set. */
    public static final int DEFAULT_FAILURES = 5;

    /** How long Redis is left alone where nothing is set. */
    public static final Duration DEFAULT_PAUSE = Duration.ofSeconds(1);

    /** How old at most is what near entries may miss, where nothing is set. */
    public static final Duration DEFAULT_NEAR_STALENESS = Duration.ofMillis(1500);

    private static final Duration LEAST_NEAR_STALENESS = Duration.ofMillis(50);
    private static final Pattern PREFIX = Pattern.compile("[\\p{Graph}&&[^{}%]]{1,64}");

    private final Connector connector;
    private String prefix = DEFAULT_PREFIX;
    private Duration timeout = DEFAULT_COMMAND_TIMEOUT;
    private BreakerSettings breaker = new BreakerSettings(DEFAULT_FAILURES, DEFAULT_PAUSE);
    private Duration nearStaleness = DEFAULT_NEAR_STALENESS;
    private Telemetry telemetry = Telemetry.none();

    RedisBackendBuilder(Connector connector) {
        this.connector = connector;
    }

    /**
     * Sets the beginning of all keys, one for each environment that shares a Redis.
     *
     * @param text 1 to 64 visible ASCII characters, none of which is a brace or a per cent sign
     * @return this
     * @throws IllegalArgumentException if it is not
     */
    public RedisBackendBuilder prefix(String text) {
        if (!PREFIX.matcher(text).matches()) {
            throw new IllegalArgumentException("prefix '" + text
                    + "' must have 1 to 64 visible ASCII characters, none of which is a brace or a per cent sign");
        }
        prefix = text;
        return this;
    }

    /**
     * Sets how long a command may take; then the cache goes on without its answer.
     *
     * @param time longer than Redis and the way to it take, and no longer than a caller may wait in vain
     * @return this
     * @throws IllegalArgumentException if it is not longer than zero
     */
    public RedisBackendBuilder commandTimeout(Duration time) {
        timeout = positive("commandTimeout", time);
        return this;
    }

    /**
     * Sets when Redis is left alone, and for how long. Then one command is tried; if it is answered, all is as before.
     *
     * @param failures commands that were not answered, of the last twice as many
     * @param pause until one is tried
     * @return this
     * @throws IllegalArgumentException if failures are less than 1, or the pause is not longer than zero
     */
    public RedisBackendBuilder breaker(int failures, Duration pause) {
        if (failures < 1) {
            throw new IllegalArgumentException("breaker: failures " + failures + " must be at least 1");
        }
        breaker = new BreakerSettings(failures, positive("breaker: pause", pause));
        return this;
    }

    /**
     * Sets for how long {@link RedisValues#near near} entries may be given at most after they were changed, if Redis or the way to it fails just then; otherwise it is as long as
     * a message takes. Redis is pinged three times in this time, and has half of it to answer.
     *
     * @param most at least 50 ms, and more than twice what Redis and the way to it take
     * @return this
     * @throws IllegalArgumentException if it is less than 50 ms
     */
    public RedisBackendBuilder nearStaleness(Duration most) {
        if (most.compareTo(LEAST_NEAR_STALENESS) < 0) {
            throw new IllegalArgumentException("nearStaleness " + most + " must be at least " + LEAST_NEAR_STALENESS);
        }
        nearStaleness = most;
        return this;
    }

    /**
     * Sets where the states go: the gauges {@code pgstride.caching.redis.breaker-open} and, if there are near entries, {@code pgstride.caching.redis.near-bypassed}, by prefix.
     * What the values do, goes to their cache's telemetry.
     *
     * @param measurements none if not set
     * @return this
     */
    public RedisBackendBuilder telemetry(Telemetry measurements) {
        telemetry = measurements;
        return this;
    }

    /** {@return the backend, which begins to connect and does not wait for it} */
    public RedisBackend build() {
        Redis redis = new Redis(prefix, connector, timeout, breaker);
        Telemetry.Registration gauge = telemetry.gauge(
                "pgstride.caching.redis.breaker-open", Tags.of("prefix", prefix), () -> redis.isLeftAlone() ? 1 : 0);
        redis.connect();
        return new RedisBackend(
                redis,
                new StoreFactory(redis, prefix, nearStaleness, telemetry),
                new OutboxTarget(redis, prefix, timeout),
                gauge);
    }

    private static Duration positive(String option, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException(option + " " + time + " must be longer than zero");
        }
        return time;
    }
}
