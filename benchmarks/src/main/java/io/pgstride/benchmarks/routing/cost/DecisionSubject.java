package io.pgstride.benchmarks.routing.cost;

import io.pgstride.benchmarks.routing.Sizes;
import io.pgstride.benchmarks.run.Answer;
import io.pgstride.benchmarks.run.Reading;
import io.pgstride.benchmarks.run.Subject;
import io.pgstride.benchmarks.server.Replicas;
import java.util.Collections;
import java.util.Iterator;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Has JMH run {@link DecisionBenchmark} for all rounds at the first one, in JVMs of its own. */
final class DecisionSubject implements Subject {
    private static final int WARM_UPS = 5;

    private final String name;
    private final Replicas servers;
    private final Sizes sizes;
    private Iterator<Double> scores = Collections.emptyIterator();

    DecisionSubject(String name, Replicas servers, Sizes sizes) {
        this.name = name;
        this.servers = servers;
        this.sizes = sizes;
    }

    /** The next iteration's. */
    Reading micros() throws RunnerException {
        if (!scores.hasNext()) {
            scores = run().getBenchmarkResults().stream()
                    .flatMap(fork -> fork.getIterationResults().stream())
                    .map(iteration -> iteration.getPrimaryResult().getScore())
                    .iterator();
        }
        return new Reading(scores.next(), Answer.none());
    }

    private RunResult run() throws RunnerException {
        String urls = servers.hosts().stream().map(servers::url).collect(Collectors.joining(" "));
        TimeValue time = TimeValue.nanoseconds(sizes.iteration().toNanos());
        Options options = new OptionsBuilder()
                .include(DecisionBenchmark.class.getName() + ".lease")
                .param("urls", urls)
                .param("subject", name)
                .forks(sizes.forks())
                .warmupIterations(WARM_UPS)
                .warmupTime(time)
                .measurementIterations(sizes.decisions().measured() / sizes.forks())
                .measurementTime(time)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        return new Runner(options).runSingle();
    }

    @Override
    public void close() {}
}
