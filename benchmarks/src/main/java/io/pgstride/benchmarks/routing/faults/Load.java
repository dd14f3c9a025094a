package io.pgstride.benchmarks.routing.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Threads that do the same again and again beside something else. */
final class Load {
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Step step;
    private volatile boolean leaving;

    private Load(Step step) {
        this.step = step;
    }

    /** Runs work, and threads until it has ended; returns when they have ended too. */
    static <T> T beside(int threads, Step step, Callable<T> work) throws Exception {
        Load load = new Load(step);
        List<Thread> started = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int number = i;
            Thread thread = new Thread(() -> load.run(number), "load-" + i);
            started.add(thread);
            thread.start();
        }
        T result;
        try {
            result = work.call();
        } finally {
            load.leaving = true;
            for (Thread thread : started) {
                thread.join();
            }
        }
        Optional<Throwable> failed = Optional.ofNullable(load.failure.get());
        if (failed.isPresent()) {
            throw new IllegalStateException("a thread of the load failed", failed.get());
        }
        return result;
    }

    private void run(int number) {
        try {
            while (!leaving) {
                step.run(number);
            }
        } catch (Exception | Error e) {
            failure.compareAndSet(null, e);
        }
    }

    /** What a thread does, by its number from 0 on. */
    @FunctionalInterface
    interface Step {
        void run(int number) throws Exception;
    }
}
