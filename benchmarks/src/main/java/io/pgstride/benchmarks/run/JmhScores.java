package io.pgstride.benchmarks.run;

import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Has JMH run a benchmark for all rounds at the first one, in JVMs of its own; a round's value is the score of an iteration. */
public final class JmhScores {
    private static final int WARM_UPS = 5;

    private final ChainedOptionsBuilder options;
    private Iterator<Double> scores = Collections.emptyIterator();

    /**
     * Scores of the one method of a class.
     *
     * @param benchmark whose only method is run
     * @param parameters its values of {@code @Param}
     * @param iteration how long one lasts
     * @param forks how many JVMs there are
     * @param rounds over all of them
     */
    public JmhScores(Class<?> benchmark, Map<String, String> parameters, Duration iteration, int forks, Rounds rounds) {
        TimeValue time = TimeValue.nanoseconds(iteration.toNanos());
        options = new OptionsBuilder()
                .include(benchmark.getName() + ".")
                .forks(forks)
                .warmupIterations(WARM_UPS)
                .warmupTime(time)
                .measurementIterations(rounds.measured() / forks)
                .measurementTime(time)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        parameters.forEach(options::param);
    }

    /** That of the next iteration. */
    public Reading next() throws RunnerException {
        if (!scores.hasNext()) {
            RunResult result = new Runner(options.build()).runSingle();
            scores = result.getBenchmarkResults().stream()
                    .flatMap(fork -> fork.getIterationResults().stream())
                    .map(iteration -> iteration.getPrimaryResult().getScore())
                    .iterator();
        }
        return new Reading(scores.next(), Answer.none());
    }
}
