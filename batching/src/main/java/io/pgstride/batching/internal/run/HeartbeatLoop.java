package io.pgstride.batching.internal.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Prolongs leases until it is ended, then releases what is left of them. After a beat that failed, the next one comes in a quarter of the time: what
 * it could prolong is too young then to be prolonged again.
 */
final class HeartbeatLoop implements Runnable {
    private static final int SOONER_AFTER_FAILURE = 4;

    private final Heartbeats heartbeats;
    private final Runnable release;
    private final Outage outage;
    private final CountDownLatch ended = new CountDownLatch(1);

    HeartbeatLoop(Heartbeats heartbeats, Runnable release, Outage outage) {
        this.heartbeats = heartbeats;
        this.release = release;
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
            long begun = System.nanoTime();
            next = begun + (guarded(heartbeats::beat) ? every : every / SOONER_AFTER_FAILURE);
        }
        guarded(release);
    }

    private boolean guarded(Runnable call) {
        try {
            call.run();
            outage.over();
            return true;
        } catch (RuntimeException e) {
            outage.failed(e);
            return false;
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
