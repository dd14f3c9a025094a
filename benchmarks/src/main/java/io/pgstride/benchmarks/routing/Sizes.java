package io.pgstride.benchmarks.routing;

import io.pgstride.benchmarks.run.Pace;
import io.pgstride.benchmarks.run.Rounds;
import io.pgstride.benchmarks.run.Scale;
import java.time.Duration;

/**
 * How much the cases do.
 *
 * @param iteration of JMH, of which there are five in each of its JVMs to warm up
 * @param forks how many JVMs these are
 * @param decisions iterations of JMH that count, over all of its JVMs
 * @param pace of a round of what costs microseconds
 * @param costs rounds of that
 * @param window for which reads are counted
 * @param pairs of a write and a read in a round
 * @param failovers each of them kills a primary
 * @param links each of them harms a link in three ways
 */
public record Sizes(
        Duration iteration,
        int forks,
        Rounds decisions,
        Pace pace,
        Rounds costs,
        Duration window,
        int pairs,
        Rounds failovers,
        Rounds links) {

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
                        Duration.ofMillis(150),
                        400,
                        Rounds.ofFaults(2),
                        Rounds.ofFaults(1));
            case FULL ->
                new Sizes(
                        Duration.ofSeconds(1),
                        5,
                        new Rounds(10),
                        Pace.during(Duration.ofMillis(200)),
                        new Rounds(40),
                        Duration.ofSeconds(2),
                        10_000,
                        Rounds.ofFaults(20),
                        new Rounds(10));
        };
    }
}
