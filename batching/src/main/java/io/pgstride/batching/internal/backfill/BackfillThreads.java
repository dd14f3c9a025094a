package io.pgstride.batching.internal.backfill;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Daemon threads that say what they work on. */
public final class BackfillThreads implements ThreadFactory {
    private final AtomicInteger made = new AtomicInteger();
    private final String name;

    /** Of a backfill. */
    public BackfillThreads(String name) {
        this.name = name;
    }

    @Override
    public Thread newThread(Runnable work) {
        Thread thread = new Thread(work, "pgstride-" + name + "-range-" + made.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }
}
