package io.pgstride.caching.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of a cache, its own or the user's.
 *
 * @param executor runs what is not the callers' to run
 * @param closing ends them
 */
public record CacheThreads(Executor executor, Runnable closing) implements AutoCloseable {
    private static final int MOST_WAITING = 1_000;
    private static final long IDLE_SECONDS = 30;

    /** The user's. */
    public static CacheThreads of(Executor executor) {
        return new CacheThreads(executor, () -> {});
    }

    /** As many daemon threads as there may be loads, which end when they are idle. */
    public static CacheThreads own(String cache, int most) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), task -> {
                    Thread thread = new Thread(task, "pgstride-cache-" + cache + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return new CacheThreads(threads, threads::shutdown);
    }

    @Override
    public void close() {
        closing.run();
    }
}
