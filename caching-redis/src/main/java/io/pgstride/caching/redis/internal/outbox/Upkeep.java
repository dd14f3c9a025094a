package io.pgstride.caching.redis.internal.outbox;

import java.time.Duration;
import org.jooq.DSLContext;

/** Deletes what is old, and measures what waits, each now and then. Run by one thread at a time. */
final class Upkeep {
    private static final long MEASURE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long DELETE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int AT_ONCE = 1_000;

    private final OutboxStatements statements;
    private final DSLContext dsl;
    private final Duration keep;
    private long measured = System.nanoTime() - MEASURE_NANOS;
    private long deleted = System.nanoTime();
    private volatile Duration lag = Duration.ZERO;
    private volatile long lagAt = System.nanoTime();

    Upkeep(OutboxStatements statements, DSLContext dsl, Duration keep) {
        this.statements = statements;
        this.dsl = dsl;
        this.keep = keep;
    }

    void run() {
        long now = System.nanoTime();
        if (now - measured >= MEASURE_NANOS) {
            measured = now;
            lag = statements.lag(dsl).orElse(Duration.ZERO);
            lagAt = System.nanoTime();
        }
        if (now - deleted >= DELETE_NANOS) {
            deleted = now;
            while (statements.delete(dsl, keep, AT_ONCE) == AT_ONCE) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
            }
        }
    }

    /** How long the oldest row has waited that is not done; longer and longer while it cannot be measured. */
    Duration lag() {
        Duration since = Duration.ofNanos(System.nanoTime() - lagAt);
        return since.toNanos() > 5 * MEASURE_NANOS ? lag.plus(since) : lag;
    }
}
