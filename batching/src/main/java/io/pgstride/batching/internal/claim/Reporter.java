package io.pgstride.batching.internal.claim;

import io.pgstride.batching.BatchFailedException;
import io.pgstride.batching.internal.run.RoundResult;
import io.pgstride.core.telemetry.Tags;
import io.pgstride.core.telemetry.Telemetry;
import java.util.List;
import org.jooq.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what became of rows, once that is sure. Thread-safe. */
final class Reporter<R extends Record> {
    private static final Logger LOG = LoggerFactory.getLogger("io.pgstride.batching.BatchProcessor");

    private final String name;
    private final Policy<R> policy;
    private final ProcessingEvents events;
    private final Telemetry.Timer claims;
    private final Telemetry.Counter splits;

    Reporter(Policy<R> policy, RoundOptions options) {
        this.name = options.name();
        this.policy = policy;
        this.events = options.events();
        Tags tags = Tags.of("processor", name);
        this.claims = options.telemetry().timer("pgstride.batching.claims", tags);
        this.splits = options.telemetry().counter("pgstride.batching.splits", tags);
    }

    void claimed(long startNanoTime) {
        claims.recordSince(startNanoTime);
    }

    /** Of a single row, its own end tells. */
    void failed(int rows, Throwable failure) {
        if (rows == 1) {
            LOG.debug("BatchProcessor {}: a batch of one row failed", name, failure);
            return;
        }
        splits.increment();
        LOG.debug("BatchProcessor {}: a batch of {} rows failed and is split", name, rows, failure);
        events.batchFailed(rows, failure);
    }

    void lost(List<Row<R>> rows) {
        if (!rows.isEmpty()) {
            LOG.warn(
                    "BatchProcessor {}: {} rows of {} were not acknowledged, as their lease had ended or a stop had released it; if no stop had,"
                            + " make leases longer or batches smaller",
                    name,
                    rows.size(),
                    policy.claim().tableName());
            events.leaseLost(rows.stream().map(Row::record).toList());
        }
    }

    /** With an end if a row is stuck. */
    RoundResult result(int claimed, int lost, Settlement<R> settled) {
        settled.putOff().rows().forEach(this::retried);
        settled.dead().rows().forEach(this::dead);
        BatchFailedException stuck = settled.stuck().isEmpty()
                ? null
                : new BatchFailedException(
                        policy.claim().tableName(),
                        settled.stuck().stream().map(Verdict.Stuck::key).toList(),
                        settled.stuck().get(0).cause());
        return new RoundResult(
                claimed,
                settled.done(),
                settled.putOff().rows().size(),
                settled.dead().rows().size(),
                lost,
                settled.hasSuffered(),
                stuck);
    }

    private void retried(Outcomes.Ended<R> ended) {
        if (ended.verdict() instanceof Verdict.PutOff put) {
            events.rowRetried(
                    ended.row().record(), policy.attempt(ended.row()), put.pause(), put.reason(), put.cause());
        }
    }

    private void dead(Outcomes.Ended<R> ended) {
        if (ended.verdict() instanceof Verdict.Dead dead) {
            events.rowDead(ended.row().record(), policy.attempt(ended.row()), dead.reason(), dead.cause());
        }
    }
}
