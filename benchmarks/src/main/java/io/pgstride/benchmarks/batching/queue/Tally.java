package io.pgstride.benchmarks.batching.queue;

import io.pgstride.benchmarks.run.Answer;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** How often each job was handled. Thread-safe. */
final class Tally {
    private final AtomicIntegerArray times;

    /**
     * Counts jobs of the ids 1 to {@code jobs}.
     *
     * @param jobs how many there are
     */
    Tally(int jobs) {
        times = new AtomicIntegerArray(jobs);
    }

    int jobs() {
        return times.length();
    }

    void add(long id) {
        times.incrementAndGet((int) id - 1);
    }

    /** How many jobs were not handled, were handled more than once, and are left in the queue. */
    Answer answer(long left) {
        int missed = 0;
        int repeated = 0;
        for (int i = 0; i < times.length(); i++) {
            missed += times.get(i) == 0 ? 1 : 0;
            repeated += times.get(i) > 1 ? 1 : 0;
        }
        return new Answer(List.of(missed, repeated, left));
    }
}
