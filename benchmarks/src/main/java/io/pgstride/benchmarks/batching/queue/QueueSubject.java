package io.pgstride.benchmarks.batching.queue;

import io.pgstride.benchmarks.run.Reading;
import io.pgstride.benchmarks.run.Subject;

/** A way to process a queue until it is empty. */
interface QueueSubject extends Subject {

    /** Replaces what is in the queue by the jobs 1 to {@code jobs}, all due. */
    void fill(int jobs) throws Exception;

    /** Hands every job to the tally; ends when no job is left in the queue. */
    void drain(Tally tally) throws Exception;

    /** Ends what {@link #drain} has left running. */
    default void rest() {}

    /** How many jobs are in the queue. */
    long left() throws Exception;

    /** How many of the given jobs it gets, so that a slow one does not take all of the time. */
    default int share(int jobs) {
        return jobs;
    }

    /** Jobs a second, from the call until the queue is empty. */
    default Reading jobsPerSecond(int given) throws Exception {
        int jobs = share(given);
        fill(jobs);
        Tally tally = new Tally(jobs);
        long begin = System.nanoTime();
        drain(tally);
        long nanos = System.nanoTime() - begin;
        rest();
        return new Reading(jobs * 1e9 / nanos, tally.answer(left()));
    }
}
