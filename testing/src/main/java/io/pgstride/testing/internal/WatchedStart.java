package io.pgstride.testing.internal;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Starts a server and gives up as soon as pg_ctl does.
 *
 * <p>The library tries to connect until its patience ends, even when the server has long refused to start. An interrupt ends its
 * waiting, so it waits in a thread of its own, which is interrupted when the log says that there will be no server.
 */
final class WatchedStart {
    private static final Duration LOG_CHECK = Duration.ofMillis(50);
    private static final Duration END_PATIENCE = Duration.ofSeconds(20);
    private static final String REFUSAL = "could not start server";

    private final ServerDirectory directory;

    WatchedStart(ServerDirectory directory) {
        this.directory = directory;
    }

    EmbeddedPostgres start(EmbeddedPostgres.Builder builder) {
        FutureTask<EmbeddedPostgres> start = new FutureTask<>(builder::start);
        Thread thread = new Thread(start, "pgstride-postgres-start");
        thread.setDaemon(true);
        thread.start();
        try {
            return await(start, thread);
        } catch (InterruptedException e) {
            endQuietly(thread);
            throw new IllegalStateException("interrupted while it started", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }

    private EmbeddedPostgres await(FutureTask<EmbeddedPostgres> start, Thread thread)
            throws InterruptedException, ExecutionException {
        while (true) {
            try {
                EmbeddedPostgres postgres = start.get(LOG_CHECK.toMillis(), TimeUnit.MILLISECONDS);
                if (refused()) {
                    throw new IllegalStateException(REFUSAL);
                }
                return postgres;
            } catch (TimeoutException e) {
                if (refused()) {
                    thread.interrupt();
                }
            }
        }
    }

    /** While it runs it may start another process, which a directory released meanwhile would lose. */
    private static void endQuietly(Thread thread) {
        thread.interrupt();
        long end = System.nanoTime() + END_PATIENCE.toNanos();
        for (long left = END_PATIENCE.toNanos(); left > 0 && thread.isAlive(); left = end - System.nanoTime()) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(thread, left);
            } catch (InterruptedException e) {
                thread.interrupt();
            }
        }
        Thread.currentThread().interrupt();
    }

    private boolean refused() {
        return directory.logTail().contains(REFUSAL);
    }
}
