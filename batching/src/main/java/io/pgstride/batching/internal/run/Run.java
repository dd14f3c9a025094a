package io.pgstride.batching.internal.run;

import io.pgstride.batching.ProcessingReport;
import io.pgstride.batching.internal.AdaptiveSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One drain, or the time from a start to its stop. Thread-safe.
 *
 * <p>Invariants: who ends it closes the waiting room first, so that nobody claims any more; the first failure is kept and ends all
 * workers after their batches; the last worker that ends has the helpers end, the heartbeat before the one that listens.
 */
public final class Run {
    private static final Logger LOG = LoggerFactory.getLogger(Run.class);
    private static final long RUNNING = 0;

    private final Work work;
    private final RunSettings settings;
    private final boolean drain;
    private final Crew crew;
    private final WaitingRoom room;
    private final Sweeps sweeps;
    private final Outage outage;
    private final Instruments instruments;
    private final Listening listening;
    private final Tally tally = new Tally();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final List<Member> workers = new ArrayList<>();
    private final Helpers helpers;
    private final AtomicInteger working;
    private final long began = System.nanoTime();
    private volatile long ended = RUNNING;
    private volatile boolean hurried;

    /** Starts nothing yet. */
    public Run(Work work, RunSettings settings, Crew crew, boolean drain) {
        this.work = work;
        this.settings = settings;
        this.drain = drain;
        this.crew = crew;
        this.room = new WaitingRoom(settings.workers(), settings.pollInterval());
        this.sweeps = new Sweeps(settings.hint(), settings.sweepInterval());
        this.outage = new Outage("BatchProcessor " + settings.name());
        this.instruments = new Instruments(settings.telemetry(), settings.name());
        this.listening = new Listening(settings.listener());
        this.working = new AtomicInteger(settings.workers());
        this.helpers = new Helpers(this, settings, crew, drain);
    }

    /** Starts its threads; once. */
    public void start() {
        AdaptiveSize sizes = new AdaptiveSize(settings.size());
        for (int i = 1; i <= settings.workers(); i++) {
            workers.add(worker(i, new Worker(this, settings, sizes)));
        }
        helpers.start();
        workers.forEach(member -> member.thread().start());
    }

    private Member worker(int number, Worker worker) {
        return crew.recruit("pgstride-" + settings.name() + "-worker-" + number, false, settings.threads(), () -> {
            crew.mark(worker);
            try {
                worker.run();
            } finally {
                workerEnded();
            }
        });
    }

    private void workerEnded() {
        if (working.decrementAndGet() == 0) {
            long now = System.nanoTime();
            ended = now == RUNNING ? 1 : now;
            room.close();
            helpers.end();
        }
    }

    /** Has no worker claim any more. */
    public void close() {
        room.close();
    }

    /** Its workers. */
    List<Member> workers() {
        return workers;
    }

    Helpers helpers() {
        return helpers;
    }

    /** What has been done by now. */
    public ProcessingReport report() {
        long end = ended;
        return tally.report((end == RUNNING ? System.nanoTime() : end) - began);
    }

    /** Why it ended by itself. */
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure.get());
    }

    /** Whether a worker runs. */
    public boolean isRunning() {
        return working.get() > 0;
    }

    boolean isDrain() {
        return drain;
    }

    boolean isEnding() {
        return room.isClosed();
    }

    /** Whether the deadline of the stop is over, so that what is abandoned now is abandoned on purpose. */
    boolean isHurried() {
        return hurried;
    }

    void hurry() {
        hurried = true;
    }

    Work work() {
        return work;
    }

    WaitingRoom room() {
        return room;
    }

    Sweeps sweeps() {
        return sweeps;
    }

    Outage outage() {
        return outage;
    }

    Instruments instruments() {
        return instruments;
    }

    void ended(RoundResult round, long startNanoTime, long nanos) {
        instruments.ended(round, startNanoTime);
        if (round.claimed() > 0) {
            tally.add(round);
            listening.ended(round, nanos);
        }
    }

    void databaseFailed(RuntimeException cause) {
        listening.tell(listener -> listener.databaseFailed(cause));
    }

    /** Ends the run. */
    void failed(Throwable cause) {
        room.close();
        if (failure.compareAndSet(null, cause)) {
            if (!drain) {
                LOG.error(
                        "BatchProcessor {}: ended, and processes nothing until it is started anew: {}",
                        settings.name(),
                        Failures.text(cause));
                LOG.debug("BatchProcessor {}: ended", settings.name(), cause);
            }
            listening.tell(listener -> listener.processorFailed(cause));
        }
    }
}
