package io.pgstride.caching.redis.internal.outbox;

import io.pgstride.core.SqlFailure;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an outbox does again and again, on a few daemon threads of its own. One that fails is tried again in its turn; the log has the first of several failures. */
final class Tasks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.pgstride.caching.redis.OutboxRelay");
    private static final int THREADS = 3;
    private static final long END_SECONDS = 5;

    private final ScheduledThreadPoolExecutor threads;

    Tasks(String name) {
        AtomicInteger number = new AtomicInteger();
        threads = new ScheduledThreadPoolExecutor(THREADS, task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** From now on, with this pause between two runs. */
    Runnable every(Duration pause, String what, Runnable task) {
        AtomicBoolean failing = new AtomicBoolean();
        Runnable guarded = () -> {
            try {
                task.run();
                failing.set(false);
            } catch (RuntimeException e) {
                boolean first = failing.compareAndSet(false, true);
                if (first) {
                    LOG.warn("OutboxRelay: {} fails ({}), and is tried again", what, reason(e));
                }
                LOG.debug("OutboxRelay: {} fails", what, e);
            }
        };
        var unused = threads.scheduleWithFixedDelay(guarded, 0, pause.toNanos(), TimeUnit.NANOSECONDS);
        return () -> soon(guarded);
    }

    /** No message, as it may hold values. */
    private static String reason(RuntimeException failure) {
        return SqlFailure.in(failure)
                .findFirst()
                .map(SqlFailure::state)
                .filter(state -> !state.isEmpty())
                .orElseGet(() -> failure.getClass().getSimpleName());
    }

    /** Once more, as soon as a thread is free. */
    private void soon(Runnable guarded) {
        try {
            threads.execute(guarded);
        } catch (RejectedExecutionException e) {
            LOG.trace("OutboxRelay: it is closed", e);
        }
    }

    /** Waits a while for what runs. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
