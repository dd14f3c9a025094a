package io.pgstride.caching.redis;

import io.pgstride.caching.redis.internal.OutboxTarget;
import io.pgstride.caching.redis.internal.outbox.Keeper;
import io.pgstride.caching.redis.internal.outbox.KeeperSettings;
import io.pgstride.core.telemetry.Telemetry;
import java.time.Duration;
import javax.sql.DataSource;

/** Describes a relay. Not thread-safe. */
public final class OutboxRelayBuilder {
    /** How long a row is left to the process that wrote it where nothing is set. */
    public static final Duration DEFAULT_DELAY = Duration.ofSeconds(1);

    /** How long rows are kept for replays where nothing is set. */
    public static final Duration DEFAULT_KEEP = Duration.ofMinutes(10);

    private static final Duration SHORTEST_DELAY = Duration.ofMillis(200);
    private static final Duration SHORTEST_KEEP = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    private final OutboxTarget target;
    private final DataSource primary;
    private OutboxTable table = OutboxTable.ofDefaults();
    private Duration delay = DEFAULT_DELAY;
    private Duration keep = DEFAULT_KEEP;
    private Telemetry telemetry = Telemetry.none();

    OutboxRelayBuilder(OutboxTarget target, DataSource primary) {
        this.target = target;
        this.primary = primary;
    }

    /**
     * Sets the table.
     *
     * @param given one for each Redis and prefix; {@link OutboxTable#ofDefaults()} if not set
     * @return this
     */
    public OutboxRelayBuilder table(OutboxTable given) {
        table = given;
        return this;
    }

    /**
     * Sets how long a row is left to the process that wrote it. After that, and half as long again at most, any process invalidates it.
     *
     * @param time 200 ms to a day, longer than a commit and an invalidation take together
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public OutboxRelayBuilder delay(Duration time) {
        delay = between("delay", SHORTEST_DELAY, time);
        return this;
    }

    /**
     * Sets how long rows are kept to be replayed.
     *
     * @param time a minute to a day, longer than a replica of Redis lags, than the time to a failover, and than the age of a snapshot that Redis may start from
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public OutboxRelayBuilder keep(Duration time) {
        keep = between("keep", SHORTEST_KEEP, time);
        return this;
    }

    /**
     * Sets where measurements go: counters {@code pgstride.caching.outbox.relayed} and {@code replayed} of rows, gauges {@code pgstride.caching.outbox.lag} in seconds and
     * {@code distrusted}, by prefix; and what the relay's {@link io.pgstride.batching.BatchProcessor} measures.
     *
     * @param measurements none if not set
     * @return this
     */
    public OutboxRelayBuilder telemetry(Telemetry measurements) {
        telemetry = measurements;
        return this;
    }

    /**
     * {@return the relay, running} Redis is not believed until it was looked at, which this does not wait for.
     *
     * @throws IllegalStateException if the backend has, or had, another one
     */
    public OutboxRelay start() {
        target.take();
        return new OutboxRelay(new Keeper(target, primary, table.outbox(), new KeeperSettings(delay, keep, telemetry)));
    }

    private static Duration between(String option, Duration shortest, Duration time) {
        if (time.compareTo(shortest) < 0 || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    option + " " + time + " is out of range; give " + shortest + " to " + LONGEST);
        }
        return time;
    }
}
