package io.pgstride.caching.redis.internal;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A daemon thread that does something again and again, also if it fails. Thread-safe. */
final class Ticker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.pgstride.caching.redis.RedisBackend");
    private static final long END_SECONDS = 5;

    private final ScheduledThreadPoolExecutor thread;

    Ticker(String name, Duration pause, Runnable task) {
        thread = new ScheduledThreadPoolExecutor(1, work -> {
            Thread named = new Thread(work, name);
            named.setDaemon(true);
            return named;
        });
        var unused =
                thread.scheduleAtFixedRate(() -> run(task), pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.debug("Near caches: a task failed, and is tried again", e);
        }
    }

    /** Does something besides, once. */
    void soon(Runnable task) {
        try {
            thread.execute(() -> run(task));
        } catch (RejectedExecutionException e) {
            LOG.trace("Near caches: they are closed");
        }
    }

    /** Waits a while for what runs. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            var unused = thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
