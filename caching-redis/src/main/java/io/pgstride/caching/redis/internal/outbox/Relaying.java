package io.pgstride.caching.redis.internal.outbox;

import io.pgstride.batching.Batch;
import io.pgstride.batching.BatchProcessor;
import io.pgstride.batching.Claim;
import io.pgstride.caching.redis.internal.OutboxTarget;
import io.pgstride.caching.store.Fence;
import io.pgstride.core.telemetry.Telemetry;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.DSLContext;

/**
 * Invalidates what nobody has said to be done in time, in the transaction that claims it.
 *
 * <p>The log's position, read behind the claim, is the fence: no row that was seen has committed behind it. Where the process that wrote the row has invalidated after all,
 * or another relay did so and died before its commit, this one takes away what was loaded since, and no more.
 */
public final class Relaying {
    private static final int BATCH = 100;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Outbox outbox;
    private final OutboxTarget target;
    private final Telemetry.Counter relayed;

    /** Between a table and Redis. */
    public Relaying(Outbox outbox, OutboxTarget target, Telemetry.Counter relayed) {
        this.outbox = outbox;
        this.target = target;
        this.relayed = relayed;
    }

    /** The processor, not started; it looks for rows so often. */
    public BatchProcessor processor(DataSource primary, Duration poll, Telemetry telemetry) {
        Claim<OutboxRecord> overdue = Claim.from(outbox)
                .key(outbox.id())
                .where(outbox.isPending())
                .dueAt(outbox.dueAt())
                .orderBy(outbox.createdAt())
                .done(outbox.done(), true);
        return BatchProcessor.on(primary)
                .claim(overdue)
                .transactional(this::relay)
                .batchSize(BATCH)
                .pollInterval(poll)
                .sweepInterval(poll)
                .threads(task -> {
                    Thread thread = new Thread(task);
                    thread.setDaemon(true);
                    return thread;
                })
                .telemetry(telemetry)
                .build();
    }

    private void relay(DSLContext dsl, Batch<OutboxRecord> batch) {
        List<OutboxRecord> rows = batch.rows();
        if (target.invalidate(Names.of(outbox, rows), Fence.at(LogPosition.read(dsl)))) {
            relayed.add(rows.size());
        } else {
            rows.forEach(row -> batch.retryAfter(row, RETRY, "Redis has not answered"));
        }
    }
}
