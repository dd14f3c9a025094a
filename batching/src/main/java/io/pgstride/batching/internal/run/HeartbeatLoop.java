package io.pgstride.batching.internal.run;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Prolongs leases until it is ended, then releases what is left of them.
 *
 * <p>A connection that has gone silent must not cost the leases that the others could prolong: a beat that takes two beats' time has its
 * connection aborted and comes again at once, while the leases have a third of their time left.
 */
final class HeartbeatLoop implements Runnable {
    private static final int BEATS_OF_SILENCE = 2;

    private final Heartbeats heartbeats;
    private final Runnable release;
    private final Crew crew;
    private final Outage outage;
    private final CountDownLatch ended = new CountDownLatch(1);

    HeartbeatLoop(Heartbeats heartbeats, Runnable release, Crew crew, Outage outage) {
        this.heartbeats = heartbeats;
        this.release = release;
        this.crew = crew;
        this.outage = outage;
    }

    void end() {
        ended.countDown();
    }

    @Override
    public void run() {
        long every = heartbeats.every().toNanos();
        long next = System.nanoTime() + every;
        while (!endedWithin(next - System.nanoTime())) {
            next = System.nanoTime() + every;
            beat(every * BEATS_OF_SILENCE);
        }
        guarded(release);
    }

    private void beat(long most) {
        AtomicBoolean over = new AtomicBoolean();
        Runnable abort = crew.abortOfCaller();
        CompletableFuture.delayedExecutor(most, TimeUnit.NANOSECONDS, Runnable::run)
                .execute(() -> {
                    if (!over.get()) {
                        abort.run();
                    }
                });
        try {
            guarded(heartbeats::beat);
        } finally {
            over.set(true);
        }
    }

    private void guarded(Runnable call) {
        try {
            call.run();
            outage.over();
        } catch (RuntimeException e) {
            outage.failed(e);
        }
    }

    /** An interrupt is for a statement that lasts too long at the end, which has been told then. */
    private boolean endedWithin(long nanos) {
        try {
            return ended.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            return ended.getCount() == 0;
        }
    }
}
