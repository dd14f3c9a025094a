package io.pgstride.batching.internal.backfill;

import io.pgstride.batching.backfill.BackfillEnd;
import io.pgstride.batching.backfill.ThrottleReason;
import io.pgstride.batching.internal.AdaptiveSize;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Batch after batch, on one thread, until no range is left or the run ends. */
final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final ThrottleReason PAUSED = new ThrottleReason("pause", "paused");

    private final BackfillSpec spec;
    private final CheckpointStore store;
    private final BatchRun batch;
    private final AdaptiveSize size;
    private final RunEnding ending;
    private final Tracker tracker;
    private final ThrottleGate gate;
    private final Endurance endurance;
    private int range;
    private boolean paused;
    private Duration pause = FIRST_PAUSE;

    Worker(BackfillSpec spec, AdaptiveSize size, RunEnding ending, Tracker tracker, ThrottleGate gate) {
        this.spec = spec;
        this.store = spec.store();
        this.batch = new BatchRun(spec, store);
        this.size = size;
        this.ending = ending;
        this.tracker = tracker;
        this.gate = gate;
        this.endurance = new Endurance(spec);
    }

    /** Returns when the work is done or the run is over. */
    void work() {
        boolean more = true;
        while (more && !ending.isOver()) {
            more = step();
        }
    }

    private boolean step() {
        int rows = size.next();
        try {
            gate.pass();
            if (ending.isOver()) {
                return false;
            }
            long start = System.nanoTime();
            BatchRun.Outcome outcome = batch.run(range, rows);
            boolean more = after(outcome, Duration.ofNanos(System.nanoTime() - start));
            endurance.succeeded();
            return more;
        } catch (Exception e) {
            return again(e, rows);
        }
    }

    private boolean again(Exception failure, int rows) {
        if (ending.isOver()) {
            return false;
        }
        Duration wait = endurance.failed(failure, range, rows);
        if (Fault.of(failure) == Fault.CONTENTION) {
            size.suffered();
        }
        LOG.debug("Backfill {}: a batch of {} rows in range {} is tried again", spec.name(), rows, range, failure);
        tracker.retrying();
        return ending.rest(wait);
    }

    private boolean after(BatchRun.Outcome outcome, Duration took) {
        if (outcome instanceof BatchRun.Outcome.Done done) {
            pausing(false);
            pause = FIRST_PAUSE;
            range = done.range().number();
            size.took(done.scanned(), took);
            tracker.done(done.range(), done.scanned(), done.changed(), took);
            return true;
        } else if (outcome instanceof BatchRun.Outcome.Held held) {
            return hold(held.pausing());
        }
        return look();
    }

    private boolean hold(boolean pausing) {
        if (!pausing) {
            ending.end(BackfillEnd.STOPPED);
            return false;
        }
        pausing(true);
        return restLonger();
    }

    /** Nothing could be claimed: all is done, or it is in the hands of others, who may die. */
    private boolean look() {
        List<KeyRange> ranges = spec.units().call(store::ranges);
        if (ranges.isEmpty()) {
            ending.end(BackfillEnd.STOPPED); // it was reset
            return false;
        }
        tracker.refresh(ranges);
        if (ranges.stream().allMatch(KeyRange::finished)) {
            return false;
        }
        Wanted wanted = spec.units().call(store::wanted);
        if (wanted != Wanted.RUN) {
            return hold(wanted == Wanted.PAUSE);
        }
        return restLonger();
    }

    private boolean restLonger() {
        boolean more = ending.rest(pause);
        Duration longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
        return more;
    }

    private void pausing(boolean now) {
        if (paused != now) {
            paused = now;
            LOG.info("Backfill {}: {}", spec.name(), now ? "paused" : "goes on");
            if (now) {
                tracker.waiting(PAUSED);
            } else {
                tracker.resumed();
            }
        }
    }
}
