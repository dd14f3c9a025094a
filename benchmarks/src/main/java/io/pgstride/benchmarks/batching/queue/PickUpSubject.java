package io.pgstride.benchmarks.batching.queue;

import io.pgstride.benchmarks.run.Answer;
import io.pgstride.benchmarks.run.Reading;
import io.pgstride.benchmarks.run.Statistics;
import io.pgstride.benchmarks.run.Subject;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** A queue that is empty until a job comes, with workers that wait for it. Works from opening to closing. */
interface PickUpSubject extends Subject {
    /** How often those look that poll. */
    Duration POLLING = Duration.ofMillis(100);

    /** Commits a job. */
    void enqueue(long id) throws Exception;

    /** Where the handler hands over the job's id and the time at which it got it. */
    BlockingQueue<Arrival> arrivals();

    /** From before a job is enqueued to its handler: the milliseconds that 99 of 100 do not exceed. */
    default Reading p99(int pickUps, Random random) throws Exception {
        double[] millis = new double[pickUps];
        for (int i = 0; i < pickUps; i++) {
            // At any moment between two polls, and when what the last job left behind is done.
            TimeUnit.NANOSECONDS.sleep(POLLING.toNanos() / 10 + random.nextLong(POLLING.toNanos()));
            long begin = System.nanoTime();
            enqueue(i + 1L);
            Arrival arrival = arrivals().poll(10, TimeUnit.SECONDS);
            if (arrival == null || arrival.id() != i + 1L) {
                return new Reading(Double.MAX_VALUE, new Answer(List.of("job lost")));
            }
            millis[i] = (arrival.nanos() - begin) / 1e6;
        }
        return new Reading(Statistics.percentile(millis, 99), new Answer(List.of(pickUps)));
    }

    /**
     * A job at its handler.
     *
     * @param nanos by {@link System#nanoTime}
     */
    record Arrival(long id, long nanos) {}
}
