package io.pgstride.benchmarks.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that do the same work beside each other. */
public final class Workers {
    private Workers() {}

    /** Returns when all have ended, or throws what the first one threw. */
    public static void run(int count, Work work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Callable<Void>> calls = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                calls.add(() -> {
                    work.run();
                    return null;
                });
            }
            for (Future<Void> ended : threads.invokeAll(calls)) {
                ended.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** What each thread does. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }
}
