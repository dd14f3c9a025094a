package io.pgstride.benchmarks.batching.queue;

import io.pgstride.benchmarks.run.Reading;
import io.pgstride.benchmarks.run.Subject;

/** A way to get done what can be done of a queue with bad jobs, by one worker. */
interface PoisonSubject extends Subject {

    void drain() throws Exception;

    default Reading millis(PoisonData data) throws Exception {
        data.fill();
        long begin = System.nanoTime();
        drain();
        double millis = (System.nanoTime() - begin) / 1e6;
        return new Reading(millis, data.answer());
    }
}
