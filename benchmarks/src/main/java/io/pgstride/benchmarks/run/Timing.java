package io.pgstride.benchmarks.run;

import java.util.ArrayList;
import java.util.List;

/** A unit run again and again for a pace, against the clock. */
record Timing<S extends Subject>(Pace pace, Metric.Unit<S> work) {

    Timed run(S subject) throws Exception {
        List<Sample> samples = new ArrayList<>();
        long begin = System.nanoTime();
        Outcome outcome;
        do {
            long start = System.nanoTime();
            outcome = work.run(subject);
            samples.add(new Sample(Math.max(1, System.nanoTime() - start), outcome.operations()));
        } while (pace.goesOn(samples.size(), System.nanoTime() - begin));
        return new Timed(samples, outcome.answer());
    }

    /**
     * What the clock showed.
     *
     * @param answer of the last run
     */
    record Timed(List<Sample> samples, Answer answer) {

        double[] millisPerOperation() {
            return samples.stream()
                    .mapToDouble(sample -> sample.nanos() / 1e6 / sample.operations())
                    .toArray();
        }

        long operations() {
            return samples.stream().mapToLong(Sample::operations).sum();
        }

        double operationsPerSecond() {
            return operations()
                    * 1e9
                    / samples.stream().mapToLong(Sample::nanos).sum();
        }
    }

    /** One run. */
    record Sample(long nanos, long operations) {}
}
