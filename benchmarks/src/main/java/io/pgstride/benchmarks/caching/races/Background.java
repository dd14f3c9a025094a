package io.pgstride.benchmarks.caching.races;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads for what nobody waits for, which can be waited for all the same. */
final class Background implements Executor, AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Future<?>> tasks = new ConcurrentLinkedQueue<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(threads.submit(task));
    }

    /** Returns when all that was begun is done. */
    void await() {
        for (Future<?> task = tasks.poll(); task != null; task = tasks.poll()) {
            try {
                task.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a task in the background failed", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for the background", e);
            }
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
