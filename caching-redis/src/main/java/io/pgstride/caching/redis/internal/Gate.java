package io.pgstride.caching.redis.internal;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether what Redis answers is to be believed. Open unless somebody closes it. Thread-safe.
 *
 * <p>An even number is open, an odd one closed, and each closing takes a number that was never there. So an answer counts only where the number is still the one at which
 * its question was asked; and whoever has found Redis to be right opens the gate only if nothing has happened since he began to look.
 */
public final class Gate {
    private static final long CLOSED = -1;

    private final AtomicLong number = new AtomicLong();

    /** The number now, for {@link #open}. */
    public long number() {
        return number.get();
    }

    /** Whether it is open. */
    public boolean isOpen() {
        return pass() != CLOSED;
    }

    /** For {@link #holds}, before a question is asked; what never holds where the gate is closed. */
    long pass() {
        long now = number.get();
        return (now & 1) == 0 ? now : CLOSED;
    }

    /** Whether the gate has been open since. */
    boolean holds(long pass) {
        return pass != CLOSED && number.get() == pass;
    }

    /** Has nothing pass; whoever looks at Redis at the moment looks in vain. */
    public void close() {
        number.updateAndGet(now -> (now & 1) == 0 ? now + 1 : now + 2);
    }

    /** Closes it unless it was closed since; returns its number for {@link #open}, which is in vain if somebody else has closed it. */
    public long close(long seen) {
        return (seen & 1) == 0 && number.compareAndSet(seen, seen + 1) ? seen + 1 : seen;
    }

    /** Opens it unless it was closed since. */
    public void open(long seen) {
        if ((seen & 1) != 0) {
            var unused = number.compareAndSet(seen, seen + 1);
        }
    }
}
