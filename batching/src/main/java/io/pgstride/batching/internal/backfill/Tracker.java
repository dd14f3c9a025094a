package io.pgstride.batching.internal.backfill;

import io.pgstride.batching.backfill.BackfillEnd;
import io.pgstride.batching.backfill.Progress;
import io.pgstride.batching.backfill.RangeProgress;
import io.pgstride.batching.backfill.ThrottleReason;
import io.pgstride.core.telemetry.Tags;
import io.pgstride.core.telemetry.Telemetry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what a run does and tells the listener and telemetry. Thread-safe; the listener is called under its lock, one call at a time. */
final class Tracker {
    private static final Logger LOG = LoggerFactory.getLogger(Tracker.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final BackfillSpec spec;
    private final IntSupplier size;
    private final Telemetry.Counter scannedRows;
    private final Telemetry.Counter changedRows;
    private final Telemetry.Counter retried;
    private final Telemetry.Timer batchTimes;
    private final long start = System.nanoTime();
    private RateMeter rate = new RateMeter();
    private final TreeMap<Integer, RangeProgress> ranges = new TreeMap<>();
    private long estimated;
    private long scanned;
    private long changed;
    private long batches;
    private long retries;
    private boolean listening = true;
    private @Nullable ThrottleReason waitingFor;
    private @Nullable BackfillEnd end;

    Tracker(BackfillSpec spec, IntSupplier size) {
        this.spec = spec;
        this.size = size;
        Tags tags = Tags.of("backfill", spec.name());
        this.scannedRows = spec.telemetry().counter("pgstride.batching.backfill-scanned", tags);
        this.changedRows = spec.telemetry().counter("pgstride.batching.backfill-changed", tags);
        this.retried = spec.telemetry().counter("pgstride.batching.backfill-retries", tags);
        this.batchTimes = spec.telemetry().timer("pgstride.batching.backfill-batches", tags);
    }

    /** As the checkpoint has them. */
    void load(List<KeyRange> present, long rows) {
        locked(() -> {
            estimated = rows;
            present.forEach(this::put);
        });
    }

    /** As far as others have come. */
    void refresh(List<KeyRange> present) {
        locked(() -> present.forEach(this::put));
    }

    void done(KeyRange range, int rows, int changes, Duration took) {
        scannedRows.add(rows);
        changedRows.add(changes);
        batchTimes.record(took);
        locked(() -> {
            put(range);
            scanned += rows;
            changed += changes;
            batches++;
            rate.add(System.nanoTime(), rows);
            tell();
        });
    }

    void retrying() {
        retried.increment();
        locked(() -> {
            retries++;
            tell();
        });
    }

    void waiting(@Nullable ThrottleReason reason) {
        locked(() -> {
            waitingFor = reason;
            tell();
        });
    }

    /** What was done before a pause tells nothing of the time that is left. */
    void resumed() {
        locked(() -> rate = new RateMeter());
        waiting(null);
    }

    void ended(BackfillEnd how) {
        locked(() -> {
            end = how;
            tell();
        });
    }

    Counts counts() {
        lock.lock();
        try {
            return new Counts(scanned, changed, batches, retries, elapsed(), progress());
        } finally {
            lock.unlock();
        }
    }

    /** Of this run. */
    record Counts(long scanned, long changed, long batches, long retries, Duration elapsed, Progress all) {}

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** What was read before a batch of another thread may arrive after it; what a crash took back counts fewer batches until it is made again. */
    private void put(KeyRange range) {
        RangeProgress known = ranges.get(range.number());
        if (known == null || range.finished() || known.batches() <= range.batches()) {
            ranges.put(range.number(), range.progress());
        }
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }

    private void tell() {
        if (!listening) {
            return;
        }
        try {
            spec.listener().progress(progress());
        } catch (RuntimeException e) {
            listening = false;
            LOG.warn("Backfill {}: its progress listener failed and is not called again; mend it", spec.name(), e);
        }
    }

    private double perSecond(long now) {
        return end != null || rate.isMeaningful(now) ? rate.perSecond(now) : 0;
    }

    private Progress progress() {
        List<RangeProgress> all = List.copyOf(ranges.values());
        return new Progress(
                spec.name(),
                all.stream().mapToLong(RangeProgress::scanned).sum(),
                all.stream().mapToLong(RangeProgress::changed).sum(),
                estimated,
                perSecond(System.nanoTime()),
                elapsed(),
                size.getAsInt(),
                retries,
                Optional.ofNullable(waitingFor),
                Optional.ofNullable(end),
                all);
    }
}
