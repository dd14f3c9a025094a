package io.pgstride.benchmarks.caching;

import io.pgstride.benchmarks.run.Pace;
import io.pgstride.benchmarks.run.Rounds;
import io.pgstride.benchmarks.run.Scale;
import java.time.Duration;

/**
 * How much the cases do.
 *
 * @param iteration of JMH, of which there are five in each of its JVMs to warm up
 * @param forks how many JVMs these are
 * @param l1Hits iterations of JMH that count, over all of its JVMs
 * @param pace of a round of what costs microseconds
 * @param l2Hits rounds of that
 * @param batches rounds of what is counted
 * @param processes that ask for one key at once
 * @param threads of each of them
 * @param races of a read and a write in a round
 */
public record Sizes(
        Duration iteration,
        int forks,
        Rounds l1Hits,
        Pace pace,
        Rounds l2Hits,
        Rounds batches,
        int processes,
        int threads,
        int races) {

    /** Those of the documentation. */
    public static Sizes of(Scale scale) {
        return switch (scale) {
            case SMOKE ->
                new Sizes(
                        Duration.ofMillis(200),
                        1,
                        new Rounds(5),
                        Pace.during(Duration.ofMillis(25)),
                        new Rounds(5),
                        Rounds.ofFaults(2),
                        2,
                        10,
                        10);
            case FULL ->
                new Sizes(
                        Duration.ofSeconds(1),
                        5,
                        new Rounds(20),
                        Pace.during(Duration.ofMillis(200)),
                        new Rounds(40),
                        new Rounds(10),
                        4,
                        50,
                        2_000);
        };
    }
}
