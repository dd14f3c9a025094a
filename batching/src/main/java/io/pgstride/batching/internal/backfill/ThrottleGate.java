package io.pgstride.batching.internal.backfill;

import io.pgstride.batching.backfill.BackfillEnd;
import io.pgstride.batching.backfill.Throttle;
import io.pgstride.batching.backfill.ThrottleReason;
import io.pgstride.core.telemetry.Tags;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where workers wait while a throttle wants them to. Thread-safe.
 *
 * <p>One worker checks for all, and the others wait for it. Checks are at least {@link #EVERY} apart, and so far that they take a
 * hundredth of the time at most.
 */
final class ThrottleGate {
    private static final Logger LOG = LoggerFactory.getLogger(ThrottleGate.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final int SHARE = 100;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final ReentrantLock lock = new ReentrantLock();
    private final BackfillSpec spec;
    private final RunEnding ending;
    private final Tracker tracker;
    private long nextCheck = System.nanoTime();

    ThrottleGate(BackfillSpec spec, RunEnding ending, Tracker tracker) {
        this.spec = spec;
        this.ending = ending;
        this.tracker = tracker;
    }

    /** Returns when no throttle objects, or the run is to do something else than batches. */
    void pass() {
        if (spec.throttles().isEmpty()) {
            return;
        }
        if (!enter()) {
            return;
        }
        try {
            if (System.nanoTime() - nextCheck >= 0) {
                long start = System.nanoTime();
                @Nullable ThrottleReason reason = check();
                long took = System.nanoTime() - start;
                if (reason != null) {
                    await(reason);
                }
                nextCheck = System.nanoTime() + Math.max(EVERY.toNanos(), SHARE * took);
            }
        } finally {
            lock.unlock();
        }
    }

    /** An interrupt of the one who waits for the lock ends the wait of the one who holds it. */
    private boolean enter() {
        try {
            lock.lockInterruptibly();
            return true;
        } catch (InterruptedException e) {
            ending.end(BackfillEnd.INTERRUPTED);
            return false;
        }
    }

    private void await(ThrottleReason first) {
        long start = System.nanoTime();
        LOG.info("Backfill {}: waits, {}", spec.name(), first);
        report(first);
        Duration pause = FIRST_PAUSE;
        ThrottleReason reason = first;
        try {
            while (reason != null && isWanted() && ending.rest(pause)) {
                Duration longer = pause.multipliedBy(3).dividedBy(2);
                pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
                reason = check();
                tracker.waiting(reason);
            }
        } finally {
            Tags tags = Tags.of("backfill", spec.name()).and("throttle", first.throttle());
            spec.telemetry().timer("pgstride.batching.backfill-waits", tags).recordSince(start);
            report(null);
        }
        LOG.info("Backfill {}: waited {} ms", spec.name(), (System.nanoTime() - start) / 1_000_000);
    }

    private void report(@Nullable ThrottleReason reason) {
        tracker.waiting(reason);
        spec.units().run(dsl -> spec.store().waitingFor(dsl, reason == null ? null : reason.toString()));
    }

    private boolean isWanted() {
        return spec.units().call(dsl -> spec.store().wanted(dsl)) == Wanted.RUN;
    }

    private @Nullable ThrottleReason check() {
        for (Throttle throttle : spec.throttles()) {
            Optional<String> reason = spec.units().call(throttle::check);
            if (reason.isPresent()) {
                return new ThrottleReason(throttle.name(), reason.get());
            }
        }
        return null;
    }
}
