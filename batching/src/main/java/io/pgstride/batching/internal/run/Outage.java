package io.pgstride.batching.internal.run;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A time in which the database fails: since when, and one warning for it a minute. Thread-safe, without locks. */
final class Outage {
    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);
    private static final long WARN_AGAIN = Duration.ofMinutes(1).toNanos();
    private static final long FIRST_PAUSE = Duration.ofMillis(50).toNanos();
    private static final int DOUBLINGS = 7;
    private static final long NONE = 0;

    private final String who;
    private final AtomicLong since = new AtomicLong(NONE);
    private final AtomicLong lastWarning = new AtomicLong(System.nanoTime() - WARN_AGAIN);

    /** Begins a log line: who suffers. */
    Outage(String who) {
        this.who = who;
    }

    /** Returns how long it has lasted by now. */
    Duration failed(@Nullable Throwable failure) {
        long now = System.nanoTime();
        // What is read later may be NONE by then, as another worker had success.
        long began = since.updateAndGet(present -> present != NONE ? present : now == NONE ? 1 : now);
        long last = lastWarning.get();
        if (now - last >= WARN_AGAIN && lastWarning.compareAndSet(last, now)) {
            LOG.warn("{}: {}; tries go on", who, Reason.of(failure));
        } else {
            LOG.debug("{}: the database fails", who, failure);
        }
        return Duration.ofNanos(Math.max(0, now - began));
    }

    /** After anything that went well; no write unless there was an outage. */
    void over() {
        long began = since.get();
        if (began != NONE && since.compareAndSet(began, NONE)) {
            LOG.debug("{}: the database answers again", who);
        }
    }

    /** The pause after so many failures in a row: from 50 ms to 6.4 s, half of it at random. */
    static long pauseNanos(int failures) {
        long most = FIRST_PAUSE << Math.min(DOUBLINGS, failures - 1);
        return ThreadLocalRandom.current().nextLong(most / 2, most + 1);
    }
}
